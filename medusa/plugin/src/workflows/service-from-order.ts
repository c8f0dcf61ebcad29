import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, MedusaError } from "@medusajs/framework/utils"
import {
  createStep,
  createWorkflow,
  StepResponse,
  transform,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"
import { acquireLockStep, releaseLockStep } from "@medusajs/medusa/core-flows"

import { withLock } from "../lock"
import { withOwners } from "../modules/assets-services/ownership"
import type { AssetsServicesService } from "../modules/assets-services/service"
import { ASSETS_SERVICES_MODULE, type Credit } from "../modules/assets-services/types"
import type { Attempt } from "../service-purchase/attempt"
import { isPaidFor, PAYMENT_FIELDS, type Payable } from "../service-purchase/payment"
import { paymentTypeOf } from "../service-purchase/plan"
import { type Bought, bought, renewed, type Terms, termsKey, upgraded } from "../service-purchase/terms"

type Line = {
  id: string
  variant_id: string
  product_title: string
  total: number
  variant?: { options?: ({ value: string; option?: { title: string } | null } | null)[] } | null
}
type Order = Payable & {
  id: string
  created_at: Date | string
  currency_code: string
  items: Line[]
}
const LOCK_SECONDS = 10

type Found = { id: string | null }

const makeServiceInstance = createStep(
  "make-service-instance",
  async ({ order_id }: { order_id: string }, { container }) => {
    const service: AssetsServicesService = container.resolve(ASSETS_SERVICES_MODULE)
    const purchase = await purchaseOf(container, order_id)
    if (!purchase) {
      return new StepResponse<Found>({ id: null })
    }
    const order = await readOrder(container, order_id)
    // An interrupted completion leaves an order that is never paid: it brings no service.
    if (!purchase.finished_at && !isPaidFor(order)) {
      throw new MedusaError(MedusaError.Types.UNEXPECTED_STATE, `The order ${order_id} is not paid for`)
    }
    const line = order.items.find((item) => item.variant_id === purchase.product_variant_id)
    const bring = purchase.service_instance_id ? findOrChange : findOrMake
    const id = line ? await bring(container, purchase, order, line) : null
    if (!purchase.finished_at) {
      await service.updateServicePurchases({ id: purchase.id, order_id, finished_at: new Date() })
    }
    return new StepResponse<Found>({ id })
  },
)

/** Return the purchase whose stored cart became the order: anyone can write a cart's metadata. */
async function purchaseOf(container: MedusaContainer, orderId: string): Promise<Attempt | undefined> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "order_cart",
    fields: ["cart_id"],
    filters: { order_id: orderId },
  })
  const service: AssetsServicesService = container.resolve(ASSETS_SERVICES_MODULE)
  const cartIds = data.map((link) => link.cart_id)
  const [purchase] = cartIds.length > 0 ? await service.listServicePurchases({ cart_id: cartIds }) : []
  return purchase as Attempt | undefined
}

async function readOrder(container: MedusaContainer, id: string): Promise<Order> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "order",
    fields: [
      "id",
      "created_at",
      "currency_code",
      // Medusa computes a line's total only with the order's, from all fields of the line.
      "total",
      ...PAYMENT_FIELDS,
      "items.*",
      "items.variant.options.value",
      "items.variant.options.option.title",
    ],
    filters: { id },
  })
  return data[0] as unknown as Order
}

async function findOrMake(
  container: MedusaContainer,
  purchase: Attempt,
  order: Order,
  line: Line,
): Promise<string | null> {
  const service: AssetsServicesService = container.resolve(ASSETS_SERVICES_MODULE)
  const find = async () =>
    (await service.listServiceInstances({ order_line_item_id: line.id }, { select: ["id"] }))[0]?.id
  const known = await find()
  if (known || purchase.finished_at) {
    return known ?? null
  }
  try {
    return await withOwners(container, () => make(service, purchase, order, line))
  } catch (error) {
    // Another server process may have been faster: the order line is unique.
    const made = await find()
    if (made) {
      return made
    }
    throw error
  }
}

async function make(
  service: AssetsServicesService,
  { customer_id, asset_id }: Attempt,
  order: Order,
  line: Line,
): Promise<string> {
  // The asset may have been transferred since.
  const assets = asset_id ? await service.listAssets({ id: asset_id, customer_id }, { select: ["id"] }) : []
  const ids = assets.map((asset) => asset.id)
  return service.writeService(undefined, bought(boughtWith(customer_id, order, line), ids))
}

/** Renew or upgrade the service of a purchase, once; null where it is another customer's by now. */
async function findOrChange(
  container: MedusaContainer,
  purchase: Attempt,
  order: Order,
  line: Line,
): Promise<string | null> {
  const service: AssetsServicesService = container.resolve(ASSETS_SERVICES_MODULE)
  const id = purchase.service_instance_id as string
  return withLock(container, [termsKey(id)], LOCK_SECONDS, async () => {
    const [instance] = await service.listServiceInstances({ id, customer_id: purchase.customer_id })
    if (!instance) {
      return null
    }
    const [done] = await service.listServiceEvents({ order_line_item_id: line.id }, { select: ["id"] })
    if (done || purchase.finished_at) {
      return done ? id : null
    }
    const paid = boughtWith(purchase.customer_id, order, line)
    const terms = instance as Terms
    const credit = purchase.credit as Credit | null
    const change =
      purchase.purpose === "RENEWAL"
        ? renewed(terms, paid)
        : upgraded(terms, paid, credit ? new Date(credit.at) : paid.at)
    return service.writeService(id, change)
  })
}

function boughtWith(customerId: string, order: Order, line: Line): Bought {
  return {
    orderId: order.id,
    lineId: line.id,
    at: new Date(order.created_at),
    variantId: line.variant_id,
    paymentType: paymentTypeOf(line.variant?.options ?? []),
    totals: { currency: order.currency_code, total_price: { value: line.total }, tax_included: true },
    name: line.product_title,
    customerId,
  }
}

/**
 * Create, renew or upgrade the service instance of an order that a service purchase has placed, once however
 * often it runs.
 *
 * Returns its id, or null when the order is not such a purchase's.
 */
export const serviceFromOrderWorkflow = createWorkflow(
  "storefront-bundle-service-from-order",
  (input: { order_id: string }) => {
    const key = transform({ input }, (data) => `service-from-order:${data.input.order_id}`)
    acquireLockStep({ key, timeout: 10, ttl: 30, retryInterval: 0.05 })
    const found = makeServiceInstance(input)
    releaseLockStep({ key })
    return new WorkflowResponse(found)
  },
)
