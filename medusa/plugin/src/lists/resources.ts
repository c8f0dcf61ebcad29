import type { MedusaContainer } from "@medusajs/framework/types"

import type { Shopper } from "../catalogue/shopper"
import type { Database } from "../database"
import { Conditions } from "./conditions"
import { type Kind, shownProducts, shownStatement, type Unshown } from "./shown-products"

/** Which of a customer's assets or services, in which order; types and categories are the product's. */
export type ResourceList = {
  limit: number
  offset: number
  order: string
  id?: string
  status?: string[]
  type?: string[]
  category?: string[]
  date?: { $gte?: string; $lte?: string }
  region_id: string
}
/** The customer of a request, and what they are sold: the sales channels of its key, and their prices. */
export type Customer = { id: string; channels: string[]; shopper: () => Promise<Shopper> }
export type Page = { ids: string[]; count: number }

/** The product's name as it is shown, which no table has. */
const PRODUCT_NAME = "product.name"

const TEXT = (column: string) => `nullif(r.${column}::text, '') collate "C"`
// Medusa returns milliseconds: what is shown as the same moment sorts as one.
const DATE = (column: string) => `date_trunc('milliseconds', r.${column})`
const CREATED = DATE("created_at")
const OF_BOTH = {
  id: TEXT("id"),
  status: TEXT("status"),
  created_at: CREATED,
  updated_at: DATE("updated_at"),
}
const COLUMNS: Record<Kind, Record<string, string>> = {
  asset: {
    ...OF_BOTH,
    name: TEXT("name"),
    serial_number: TEXT("serial_number"),
    end_of_warranty_date: DATE("end_of_warranty_date"),
  },
  service_instance: { ...OF_BOTH, start_date: DATE("start_date"), end_date: DATE("end_date") },
}
export const RESOURCE_SORTS: Record<Kind, string[]> = {
  asset: [...Object.keys(COLUMNS.asset), PRODUCT_NAME],
  service_instance: [...Object.keys(COLUMNS.service_instance), PRODUCT_NAME],
}

/** The status that a storefront shows. */
const STATUS: Record<Kind, string> = {
  asset: "upper(r.status::text)",
  service_instance: `case upper(r.status::text)
    when 'EXPIRED' then 'EXPIRED' when 'INACTIVE' then 'INACTIVE' when 'RETIRED' then 'INACTIVE'
    else case when r.cancelled_at is not null and r.end_date <= now() then 'EXPIRED' else 'ACTIVE' end end`,
}
/** The date that a list is filtered by. */
const DATED: Record<Kind, string> = { asset: CREATED, service_instance: DATE("start_date") }

/**
 * Return the ids of the records on a page of a customer's list, and how many match.
 *
 * Records without the value to sort by are last; those of the same value are newest first.
 */
export async function resourcePage(
  container: MedusaContainer,
  db: Database,
  kind: Kind,
  customer: Customer,
  list: ResourceList,
): Promise<Page> {
  const own = new Conditions()
    .add("r.customer_id = ?", customer.id)
    .add("r.id = ?", list.id)
    .add(`${STATUS[kind]} = any(?)`, list.status)
    .add(`${DATED[kind]} >= ?::timestamptz`, list.date?.$gte)
    .add(`${DATED[kind]} <= ?::timestamptz`, list.date?.$lte)
  const column = list.order.replace(/^-/, "")
  const value = COLUMNS[kind][column] ?? CREATED
  const direction = list.order.startsWith("-") || column === PRODUCT_NAME ? "desc" : "asc"
  const sort = `${value} ${direction} nulls last, r.created_at desc, r.id collate "C"`
  if (column === PRODUCT_NAME || list.type?.length || list.category?.length) {
    const values = [...own.values, customer.channels]
    const { rows } = await db.raw(shownStatement(kind, own.sql, sort), values)
    return byProduct(container, kind, customer, list, rows as Unshown[])
  }
  const from = `from ${kind} r where r.deleted_at is null and ${own.sql}`
  const { rows } = await db.raw(
    `select (select count(*)::int ${from}) as count,
       array(select r.id ${from} order by ${sort} limit ? offset ?) as ids`,
    [...own.values, ...own.values, list.limit, list.offset],
  )
  return rows[0] as Page
}

/** Filter and sort sorted records by what their product is shown as. */
async function byProduct(
  container: MedusaContainer,
  kind: Kind,
  customer: Customer,
  list: ResourceList,
  rows: Unshown[],
): Promise<Page> {
  const categories = new Set(list.category?.map(folded))
  const shown = await shownProducts(container, kind, customer.shopper, rows)
  const found = shown.filter(
    ({ product }) =>
      !(list.type?.length || categories.size > 0) ||
      (product !== undefined &&
        (!list.type?.length || list.type.includes(product.type)) &&
        (categories.size === 0 || categories.has(folded(product.category)))),
  )
  if (list.order.endsWith(PRODUCT_NAME)) {
    const sign = list.order.startsWith("-") ? -1 : 1
    const nameOf = new Map(found.map(({ id, product }) => [id, folded(product?.name ?? "")]))
    found.sort((one, other) => {
      const [first = "", second = ""] = [nameOf.get(one.id), nameOf.get(other.id)]
      return (
        Number(first === "") - Number(second === "") || sign * (first < second ? -1 : Number(first > second))
      )
    })
  }
  const ids = found.map(({ id }) => id)
  return { ids: ids.slice(list.offset, list.offset + list.limit), count: ids.length }
}

/** Return a text in which upper and lower case are the same; `ß` is `ss`. */
function folded(text: string): string {
  return text.toUpperCase().toLowerCase()
}
