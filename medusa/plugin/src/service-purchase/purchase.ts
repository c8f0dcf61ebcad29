import type { MedusaContainer } from "@medusajs/framework/types"
import { MedusaError } from "@medusajs/framework/utils"

import { ConflictError } from "../conflict"
import { withLock } from "../lock"
import type { AssetsServicesService } from "../modules/assets-services/service"
import { ASSETS_SERVICES_MODULE, type Credit } from "../modules/assets-services/types"
import type { Urls } from "../payment-sessions/urls"
import { serviceFromOrderWorkflow } from "../workflows/service-from-order"
import { type Address, billingAddress } from "./address"
import { type Attempt, beginAttempt, findAttempt, type Identity, withUsableCartId } from "./attempt"
import { orderOf, placeOrder } from "./place-order"
import { providerOf, regionFor } from "./region"
import { findVariant, requireService, type Variant } from "./service"

/** Who buys, and how it is paid. */
export type Buyer = {
  customerId: string
  salesChannelIds: string[]
  provider_id?: string
  currency_code?: string
  region_id?: string
  address?: Address
  /** Where the payment provider returns the shopper to, as it expects it in a session's data. */
  data?: Urls
  idempotency_key?: string
}

export type Request = Buyer & {
  /** A service's variant, or its product when that has one variant. */
  id: string
  asset_id?: string
}

/** What an order must be known to hold before it is placed; `credit` is computed for each new cart. */
export type Wanted = { variant: Variant; currency_code?: string; credit?: () => Promise<Credit> }

export type Outcome = { orderId: string; serviceInstanceId: string; isNew: boolean }

const LOCK_SECONDS = 30

/**
 * Buy a service: place the order through Medusa's own checkout and create the service instance from it.
 *
 * A retried request continues where the previous one stopped, or returns what that bought.
 */
export async function purchaseService(container: MedusaContainer, request: Request): Promise<Outcome> {
  const variant = await findVariant(container, request.id)
  await requireOwnAsset(container, request)
  const identity = {
    customer_id: request.customerId,
    purpose: "NEW" as const,
    service_instance_id: null,
    product_variant_id: variant.id,
    asset_id: request.asset_id ?? null,
    idempotency_key: request.idempotency_key ?? null,
  }
  return oneByOne(container, request.customerId, () =>
    purchase(container, request, identity, async () => ({ variant })),
  )
}

/** Run a customer's purchases one after the other. */
export function oneByOne<Result>(
  container: MedusaContainer,
  customerId: string,
  job: () => Promise<Result>,
): Promise<Result> {
  return withLock(container, [`service-purchase:${customerId}`], LOCK_SECONDS, job)
}

async function requireOwnAsset(
  container: MedusaContainer,
  { asset_id: id, customerId }: Request,
): Promise<void> {
  const service: AssetsServicesService = container.resolve(ASSETS_SERVICES_MODULE)
  if (id && (await service.listAssets({ id, customer_id: customerId }, { select: ["id"] })).length === 0) {
    throw new MedusaError(MedusaError.Types.NOT_FOUND, `asset with id: ${id} was not found`)
  }
}

/** Place one order however often it runs; `prepare` throws what is wrong with a request that has none yet. */
export async function purchase(
  container: MedusaContainer,
  buyer: Buyer,
  identity: Identity,
  prepare: (known: Attempt | undefined) => Promise<Wanted>,
): Promise<Outcome> {
  const known = await findAttempt(container, identity)
  const placed = known && (known.order_id ?? (await orderOf(container, known.cart_id)))
  const orderId = placed ?? (await place(container, buyer, identity, known, await prepare(known)))
  // The order's subscriber does the same; the second of them finds the instance.
  const { result } = await serviceFromOrderWorkflow(container).run({ input: { order_id: orderId } })
  if (!result.id) {
    throw new ConflictError(`The order ${orderId} of this purchase holds no such service any more`)
  }
  return { orderId, serviceInstanceId: result.id, isNew: !known?.finished_at }
}

async function place(
  container: MedusaContainer,
  buyer: Buyer,
  identity: Identity,
  known: Attempt | undefined,
  { variant, currency_code = buyer.currency_code, credit }: Wanted,
): Promise<string> {
  // All that can be wrong with the request comes before the first write.
  const sales_channel_id = await requireService(container, variant, buyer.salesChannelIds)
  const address = await billingAddress(container, buyer.customerId, buyer.address)
  const wanted = { region_id: buyer.region_id, currency_code }
  const region = await regionFor(container, wanted, address.country_code)
  const provider_id = providerOf(region, buyer.provider_id)
  const attempt = await withUsableCartId(container, known ?? (await beginAttempt(container, identity)))
  return placeOrder(container, {
    cart_id: attempt.cart_id,
    customer_id: buyer.customerId,
    product_variant_id: variant.id,
    sales_channel_id,
    region_id: region.id,
    provider_id,
    address,
    data: buyer.data,
    credit: credit && (await storedCredit(container, attempt, credit)),
  })
}

/** Return the credit of an attempt, which stays the same for its cart: the shopper may be paying the rest. */
async function storedCredit(
  container: MedusaContainer,
  { id, credit }: Attempt,
  compute: () => Promise<Credit>,
): Promise<Credit> {
  if (credit) {
    return credit as unknown as Credit
  }
  const service: AssetsServicesService = container.resolve(ASSETS_SERVICES_MODULE)
  const computed = await compute()
  await service.updateServicePurchases({ id, credit: computed as unknown as Record<string, unknown> })
  return computed
}
