import type { Orders } from "@o2s/framework/modules"

import { count, value } from "../../query"

type Items = Orders.Model.OrderItems
type Item = Orders.Model.OrderItem

const SORTED_BY: Record<string, (item: Item) => string | number | undefined> = {
  name: (item) => item.product.name,
  sku: (item) => item.product.sku,
  unit: (item) => item.unit,
  quantity: (item) => item.quantity,
  price: (item) => item.price.value,
  subtotal: (item) => item.subtotal?.value,
  discountTotal: (item) => item.discountTotal?.value,
  total: (item) => item.total?.value,
}

/** Return the lines of one page of the table in order details; `total` counts all lines. */
export function part(items: Items, query: { limit?: number; offset?: number; sort?: string }): Items {
  const [field = "", direction] = (value(query.sort) ?? "").split("_")
  const read = Object.hasOwn(SORTED_BY, field) ? SORTED_BY[field] : undefined
  const sign = direction === "DESC" ? -1 : 1
  const sorted = read ? items.data.toSorted((a, b) => sign * compare(read(a), read(b))) : items.data
  const offset = count(query.offset) ?? 0
  const limit = count(query.limit) ?? sorted.length
  return { data: sorted.slice(offset, offset + limit), total: items.total }
}

function compare(a: string | number | undefined, b: string | number | undefined): number {
  if (typeof a === "number" && typeof b === "number") return a - b
  return String(a ?? "").localeCompare(String(b ?? ""))
}
