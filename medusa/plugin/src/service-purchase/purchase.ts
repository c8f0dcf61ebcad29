import type { MedusaContainer } from "@medusajs/framework/types"
import { MedusaError } from "@medusajs/framework/utils"

import { ConflictError } from "../conflict"
import { withLock } from "../lock"
import type { AssetsServicesService } from "../modules/assets-services/service"
import { ASSETS_SERVICES_MODULE } from "../modules/assets-services/types"
import type { Urls } from "../payment-sessions/urls"
import { serviceFromOrderWorkflow } from "../workflows/service-from-order"
import { type Address, billingAddress } from "./address"
import { type Attempt, beginAttempt, findAttempt, withUsableCartId } from "./attempt"
import { orderOf, placeOrder } from "./place-order"
import { providerOf, regionFor } from "./region"
import { findVariant, requireService, type Variant } from "./service"

export type Request = {
  customerId: string
  salesChannelIds: string[]
  /** A service's variant, or its product when that has one variant. */
  id: string
  asset_id?: string
  provider_id?: string
  currency_code?: string
  region_id?: string
  address?: Address
  /** Where the payment provider returns the shopper to, as it expects it in a session's data. */
  data?: Urls
  idempotency_key?: string
}

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
  const keys = [`service-purchase:${request.customerId}`]
  return withLock(container, keys, LOCK_SECONDS, () => purchase(container, request, variant))
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

async function purchase(container: MedusaContainer, request: Request, variant: Variant): Promise<Outcome> {
  const identity = {
    customer_id: request.customerId,
    product_variant_id: variant.id,
    asset_id: request.asset_id ?? null,
    idempotency_key: request.idempotency_key ?? null,
  }
  const known = await findAttempt(container, identity)
  const placed = known && (known.order_id ?? (await orderOf(container, known.cart_id)))
  const orderId =
    placed ??
    (await place(container, request, variant, async () => known ?? beginAttempt(container, identity)))
  // The order's subscriber does the same; the second of them finds the instance.
  const { result } = await serviceFromOrderWorkflow(container).run({ input: { order_id: orderId } })
  if (!result.id) {
    throw new ConflictError(`The order ${orderId} of this purchase holds no such service any more`)
  }
  return { orderId, serviceInstanceId: result.id, isNew: !known?.finished_at }
}

async function place(
  container: MedusaContainer,
  request: Request,
  variant: Variant,
  begin: () => Promise<Attempt>,
): Promise<string> {
  // All that can be wrong with the request comes before the first write.
  const sales_channel_id = await requireService(container, variant, request.salesChannelIds)
  const address = await billingAddress(container, request.customerId, request.address)
  const region = await regionFor(container, request, address.country_code)
  const provider_id = providerOf(region, request.provider_id)
  const { cart_id } = await withUsableCartId(container, await begin())
  return placeOrder(container, {
    cart_id,
    customer_id: request.customerId,
    product_variant_id: variant.id,
    sales_channel_id,
    region_id: region.id,
    provider_id,
    address,
    data: request.data,
  })
}
