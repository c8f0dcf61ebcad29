import type { CustomerAddressDTO, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import {
  addShippingMethodToCartWorkflow,
  cancelOrderWorkflow,
  capturePaymentWorkflow,
  completeCartWorkflow,
  completeOrderWorkflow,
  createCartWorkflow,
  createOrderFulfillmentWorkflow,
  createPaymentCollectionForCartWorkflow,
  createPaymentSessionsWorkflow,
} from "@medusajs/medusa/core-flows"

import type { Catalog } from "./catalog"
import type { Customer } from "./customers"
import { required } from "./required"
import type { Shipping } from "./shipping"
import type { Store } from "./store"

type Outcome = "placed" | "canceled" | "fulfilled" | "completed"
type OrderSeed = {
  /** Stored in the order's metadata, so that a later run finds the order. */
  key: string
  customer: number
  /** Which of the customer's addresses. */
  address: number
  currency: "EUR" | "USD"
  shipping: "flat" | "calculated"
  items: Record<string, number>
  promotion?: string
  outcome: Outcome
}

const ORDERS: OrderSeed[] = [
  {
    key: "anna-1",
    customer: 0,
    address: 0,
    currency: "EUR",
    shipping: "flat",
    items: { "CORDLESS-DRILL-12V-RED": 1, "WORK-GLOVES-M": 2 },
    outcome: "fulfilled",
  },
  {
    key: "anna-2",
    customer: 0,
    address: 1,
    currency: "EUR",
    shipping: "calculated",
    items: { "WORK-JACKET-M-BLUE": 1 },
    promotion: "SAVE10",
    outcome: "placed",
  },
  {
    key: "anna-3",
    customer: 0,
    address: 0,
    currency: "EUR",
    shipping: "flat",
    items: { "TAPE-MEASURE-5-M": 3 },
    outcome: "canceled",
  },
  {
    key: "ben-1",
    customer: 1,
    address: 0,
    currency: "EUR",
    shipping: "flat",
    items: { "ANGLE-GRINDER-18V": 1 },
    outcome: "completed",
  },
  {
    key: "ben-2",
    customer: 1,
    address: 1,
    currency: "USD",
    shipping: "calculated",
    items: { "CLAW-HAMMER-450-G": 1, "UTILITY-KNIFE-RED": 5 },
    outcome: "placed",
  },
]

export type Shop = { store: Store; shipping: Shipping; catalog: Catalog; customers: Customer[] }

/** Create orders of both customers, with the same workflows as a shopper's; returns their ids by customer. */
export async function seedOrders(container: MedusaContainer, shop: Shop): Promise<string[][]> {
  const ids: string[][] = shop.customers.map(() => [])
  for (const seed of ORDERS) {
    const { id: customerId } = customerOf(shop, seed)
    const known = await findOrder(container, customerId, seed.key)
    const id = known ?? (await placeOrder(container, shop, seed))
    await bringAbout(container, id, seed.outcome)
    ids[seed.customer]?.push(id)
  }
  return ids
}

function customerOf(shop: Shop, seed: OrderSeed): Customer {
  return required(shop.customers[seed.customer], `customer ${seed.customer}`)
}

async function findOrder(
  container: MedusaContainer,
  customerId: string,
  key: string,
): Promise<string | undefined> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "order",
    fields: ["id", "metadata"],
    filters: { customer_id: customerId },
  })
  return data.find((order) => order.metadata?.seed === key)?.id
}

async function placeOrder(container: MedusaContainer, shop: Shop, seed: OrderSeed): Promise<string> {
  const customer = customerOf(shop, seed)
  const address = cartAddress(required(customer.addresses[seed.address], `address of order ${seed.key}`))
  const { result: cart } = await createCartWorkflow(container).run({
    input: {
      region_id: shop.store.regions[seed.currency].id,
      sales_channel_id: shop.store.salesChannelId,
      customer_id: customer.id,
      email: customer.email,
      shipping_address: address,
      billing_address: address,
      items: Object.entries(seed.items).map(([sku, quantity]) => ({
        variant_id: variantId(shop.catalog, sku),
        quantity,
      })),
      promo_codes: seed.promotion ? [seed.promotion] : [],
      metadata: { seed: seed.key },
    },
  })
  await addShippingMethodToCartWorkflow(container).run({
    input: { cart_id: cart.id, options: [{ id: shop.shipping.options[seed.currency][seed.shipping] }] },
  })
  const { result: collection } = await createPaymentCollectionForCartWorkflow(container).run({
    input: { cart_id: cart.id },
  })
  await createPaymentSessionsWorkflow(container).run({
    input: { payment_collection_id: collection.id, provider_id: "pp_system_default" },
  })
  const { result } = await completeCartWorkflow(container).run({ input: { id: cart.id } })
  return result.id
}

/** Bring an order to its outcome; what an earlier run did is not repeated. */
async function bringAbout(container: MedusaContainer, orderId: string, outcome: Outcome): Promise<void> {
  if (outcome === "placed") {
    return
  }
  const order = await readProgress(container, orderId)
  if (outcome === "canceled") {
    if (order.status !== "canceled") {
      await cancelOrderWorkflow(container).run({ input: { order_id: orderId } })
    }
    return
  }
  const payment = required(order.payment_collections[0]?.payments[0], `payment of order ${orderId}`)
  if (!payment.captured_at) {
    await capturePaymentWorkflow(container).run({ input: { payment_id: payment.id } })
  }
  if (order.fulfillments.length === 0) {
    const items = order.items.map(({ id, detail }) => ({ id, quantity: detail.quantity }))
    await createOrderFulfillmentWorkflow(container).run({ input: { order_id: orderId, items } })
  }
  if (outcome === "completed" && order.status !== "completed") {
    await completeOrderWorkflow(container).run({ input: { orderIds: [orderId] } })
  }
}

type Progress = {
  status: string
  items: { id: string; detail: { quantity: number } }[]
  fulfillments: { id: string }[]
  payment_collections: { payments: { id: string; captured_at: Date | null }[] }[]
}

async function readProgress(container: MedusaContainer, orderId: string): Promise<Progress> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "order",
    fields: [
      "status",
      "items.id",
      "items.detail.quantity",
      "fulfillments.id",
      "payment_collections.payments.id",
      "payment_collections.payments.captured_at",
    ],
    filters: { id: orderId },
  })
  return data[0] as unknown as Progress
}

/** Return the id of the variant with this SKU. */
export function variantId(catalog: Catalog, sku: string): string {
  const variants = catalog.products.flatMap((product) => product.variants)
  const variant = variants.find((one) => one.sku === sku)
  return required(variant, `variant ${sku}`).id
}

function cartAddress(address: CustomerAddressDTO) {
  return {
    first_name: address.first_name ?? undefined,
    last_name: address.last_name ?? undefined,
    company: address.company ?? undefined,
    address_1: address.address_1 ?? undefined,
    address_2: address.address_2 ?? undefined,
    city: address.city ?? undefined,
    province: address.province ?? undefined,
    postal_code: address.postal_code ?? undefined,
    country_code: address.country_code ?? undefined,
    phone: address.phone ?? undefined,
    metadata: address.metadata ?? undefined,
  }
}
