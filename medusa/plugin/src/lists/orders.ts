import type { Database } from "../database"
import { Conditions } from "./conditions"
import { AMOUNTS, readAmounts } from "./order-amounts"
import { idsByAmount, isFree } from "./order-sort"
import { FULFILLMENT_STATUS, PAYMENT_STATUS, SHOWN_PAYMENT, SHOWN_STATUS } from "./order-status"

/** Which of a customer's orders, in which order; statuses are those that a storefront shows. */
export type OrderList = {
  limit: number
  offset: number
  order: string
  id?: string[]
  status?: string[]
  payment_status?: string[]
  created_at?: { $gte?: string; $lte?: string }
}

/** Columns to sort by. Medusa returns milliseconds: what is shown as the same moment sorts as one. */
const COLUMNS: Record<string, string> = {
  created_at: "date_trunc('milliseconds', created_at)",
  updated_at: "date_trunc('milliseconds', updated_at)",
  id: `id collate "C"`,
}
export const ORDER_SORTS = [...Object.keys(COLUMNS), ...AMOUNTS]

/** The statuses that depend on what an order costs: of one that costs nothing, nothing is due. */
const BY_TOTAL = new Set(["COMPLETED", "SHIPPED", "PAID", "NOT_PAID"])

/**
 * Return the ids of the orders on a page of a customer's list, and how many match.
 *
 * Orders of the same value are sorted by their ids, so that each is on one page.
 */
export async function orderPage(
  db: Database,
  customerId: string,
  list: OrderList,
): Promise<{ ids: string[]; count: number }> {
  const column = list.order.replace(/^-/, "")
  const isDescending = list.order.startsWith("-")
  const { sql, values } = await matching(db, customerId, list)
  const amount = AMOUNTS.find((name) => name === column)
  if (amount) {
    const { rows } = await db.raw(`${sql} select id from matching`, values)
    const ids = (rows as { id: string }[]).map(({ id }) => id)
    const orders = await readAmounts(db, ids)
    return { ids: idsByAmount(orders, amount, isDescending, list), count: ids.length }
  }
  const { rows } = await db.raw(
    `${sql}
     select (select count(*)::int from matching) as count, array(
       select id from matching
       order by ${COLUMNS[column] ?? COLUMNS.created_at} ${isDescending ? "desc" : "asc"}, id collate "C"
       limit ? offset ?) as ids`,
    [...values, list.limit, list.offset],
  )
  return rows[0] as { ids: string[]; count: number }
}

/** Return the query of the orders that match, up to the name of its result: `matching`. */
async function matching(
  db: Database,
  customerId: string,
  list: OrderList,
): Promise<{ sql: string; values: unknown[] }> {
  const own = new Conditions()
    .add("o.customer_id = ?", customerId)
    .add("o.id = any(?)", list.id)
    .add("date_trunc('milliseconds', o.created_at) >= ?::timestamptz", list.created_at?.$gte)
    .add("date_trunc('milliseconds', o.created_at) <= ?::timestamptz", list.created_at?.$lte)
  const orders = `from "order" o where o.is_draft_order = false and o.deleted_at is null and ${own.sql}`
  const wanted = [...(list.status ?? []), ...(list.payment_status ?? [])]
  if (wanted.length === 0) {
    return {
      sql: `with matching as (select o.id, o.created_at, o.updated_at ${orders})`,
      values: own.values,
    }
  }
  const free = wanted.some((status) => BY_TOTAL.has(status)) ? await freeOrders(db, orders, own.values) : []
  const shown = new Conditions()
    .add("shown_status = any(?)", list.status)
    .add("shown_payment = any(?)", list.payment_status)
  return {
    sql: `with own as (
        select o.id, o.created_at, o.updated_at, o.status::text as status, o.id = any(?) as is_free,
          ${PAYMENT_STATUS} as payment, ${FULFILLMENT_STATUS} as fulfillment ${orders}),
      paid as (select *, ${SHOWN_PAYMENT} as shown_payment from own),
      shown as (select *, ${SHOWN_STATUS} as shown_status from paid),
      matching as (select id, created_at, updated_at from shown where ${shown.sql})`,
    values: [free, ...own.values, ...shown.values],
  }
}

/** Return the ids of the unpaid orders that cost nothing. */
async function freeOrders(db: Database, orders: string, values: unknown[]): Promise<string[]> {
  const { rows } = await db.raw(
    `select id from (select o.id, ${PAYMENT_STATUS} as payment ${orders} and o.status <> 'canceled') unpaid
     where payment = 'not_paid'`,
    values,
  )
  const unpaid = await readAmounts(
    db,
    (rows as { id: string }[]).map(({ id }) => id),
  )
  return unpaid.flatMap((order) => (isFree(order) ? order.id : []))
}
