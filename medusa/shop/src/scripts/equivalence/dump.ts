import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

const ID = /^([a-z_]+)_[0-9A-Z]{26}$/
/** The records that both carts share; of all others each has its own, and their ids may differ. */
const SHARED = "prod variant promo reg so sp sloc sc txr txreg iitem ptyp procamp probudg cusgroup".split(" ")
const TIMES = ["created_at", "updated_at", "deleted_at", "completed_at", "authorized_at", "display_id"]

const CART = [
  ...["*", "items.*", "items.tax_lines.*", "items.adjustments.*", "credit_lines.*"],
  ...["shipping_methods.*", "shipping_methods.tax_lines.*", "shipping_methods.adjustments.*"],
  ...["shipping_address.*", "billing_address.*", "customer.email", "customer.has_account", "promotions.code"],
  ...["payment_collection.*", "payment_collection.payment_sessions.*"],
]
const TOTALS = ["", "item_", "shipping_"].flatMap((of) =>
  ["total", "subtotal", "tax_total"].flatMap((sum) => [`${of}${sum}`, `original_${of}${sum}`]),
)
const MORE = ["discount_total", "discount_tax_total", "credit_line_total", "raw_total", "raw_tax_total"]
const ORDER = [
  ...["*", "items.*", "items.tax_lines.*", "items.adjustments.*", "items.detail.*", "summary.*"],
  ...["shipping_methods.*", "shipping_methods.tax_lines.*", "shipping_methods.adjustments.*"],
  ...["shipping_address.*", "billing_address.*", "credit_lines.*", "transactions.*", "promotions.code"],
  ...["payment_collections.*", "payment_collections.payments.*"],
  ...["customer.email", "customer.has_account"],
]

/** Return all values of a cart as it is in the database, its totals included. */
export async function dumpCart(container: MedusaContainer, id: string): Promise<unknown> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "cart",
    fields: [...CART, ...TOTALS, ...MORE],
    filters: { id },
  })
  return normalised(data[0])
}

/** Return all values of an order, and the stock reserved for it. */
export async function dumpOrder(container: MedusaContainer, id: string): Promise<unknown> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "order",
    fields: [...ORDER, ...TOTALS, ...MORE],
    filters: { id },
  })
  const db = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  const lines = ((data[0]?.items ?? []) as ({ id: string } | null)[]).flatMap((line) => line?.id ?? [])
  const reservations = await db("reservation_item").whereIn("line_item_id", lines).whereNull("deleted_at")
  return normalised({ order: data[0], reservations })
}

/** Return the value without times and without ids of its own, its lists in a fixed order. */
export function normalised(value: unknown): unknown {
  if (typeof value === "string") {
    const prefix = ID.exec(value)?.[1]
    return prefix && !SHARED.includes(prefix) ? prefix : value
  }
  if (value === null || typeof value !== "object" || value instanceof Date) {
    return value ?? null
  }
  if (Array.isArray(value)) {
    const one = value.map(normalised)
    return one.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  }
  // As JSON has it: amounts are objects of Medusa's.
  const plain = JSON.parse(JSON.stringify(value)) as unknown
  if (plain === null || typeof plain !== "object" || Array.isArray(plain)) {
    return plain
  }
  return Object.fromEntries(
    Object.entries(plain)
      .filter(([name]) => !TIMES.includes(name))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, one]) => [name, normalised(one)]),
  )
}

/** Return where two normalised values differ, at most twenty places. */
export function differences(one: unknown, other: unknown, path = ""): string[] {
  if (JSON.stringify(one) === JSON.stringify(other)) {
    return []
  }
  const isBranch = (value: unknown): value is Record<string, unknown> =>
    value !== null && typeof value === "object"
  if (!isBranch(one) || !isBranch(other)) {
    return [`${path}: ${JSON.stringify(one)} | ${JSON.stringify(other)}`]
  }
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])]
  return names.flatMap((name) => differences(one[name], other[name], `${path}.${name}`)).slice(0, 20)
}
