import { decorateCartTotals } from "@medusajs/framework/utils"

import type { Database } from "../database"

type Raw = { value: string | number } | null
type Adjustment = { raw_amount: Raw; is_tax_inclusive?: boolean | null }
type Taxed = {
  id: string
  is_tax_inclusive: boolean | null
  tax_lines: { raw_rate: Raw }[]
  adjustments: Adjustment[]
}
type Line = Taxed & {
  raw_unit_price: Raw
  raw_quantity: Raw
  detail: { raw_return_received_quantity?: Raw; raw_return_dismissed_quantity?: Raw } | null
}
/** An order with what Medusa computes its totals from. */
export type Amounts = Record<string, unknown> & {
  id: string
  currency_code: string
  items: Line[]
  shipping_methods: (Taxed & { raw_amount: Raw })[]
  credit_lines: { raw_amount: Raw }[]
}
export const AMOUNTS = ["total", "item_subtotal"] as const
export type Amount = (typeof AMOUNTS)[number]

// More at a time would keep the process from other requests while they are read.
const ORDERS_AT_ONCE = 500

/** What Medusa computes an order's totals from, and nothing that a customer may have named `raw_…`. */
const STATEMENT = `
  select o.id, o.currency_code,
    (select coalesce(json_agg(json_build_object(
        'id', line.id,
        'is_tax_inclusive', line.is_tax_inclusive,
        'raw_unit_price', coalesce(nullif(i.raw_unit_price, 'null'), line.raw_unit_price),
        'raw_quantity', i.raw_quantity,
        'detail', case when i.return_received_quantity > 0 or i.return_dismissed_quantity > 0
          then json_build_object(
            'raw_return_received_quantity', i.raw_return_received_quantity,
            'raw_return_dismissed_quantity', i.raw_return_dismissed_quantity)
          end,
        'tax_lines', (
          select coalesce(json_agg(json_build_object('raw_rate', tax.raw_rate)), '[]')
          from order_line_item_tax_line tax where tax.item_id = line.id and tax.deleted_at is null),
        'adjustments', (
          select coalesce(json_agg(json_build_object(
            'raw_amount', adjustment.raw_amount, 'is_tax_inclusive', adjustment.is_tax_inclusive)), '[]')
          from order_line_item_adjustment adjustment
          where adjustment.item_id = line.id and adjustment.version = o.version
            and adjustment.deleted_at is null))), '[]')
      from order_item i join order_line_item line on line.id = i.item_id and line.deleted_at is null
      where i.order_id = o.id and i.version = o.version and i.deleted_at is null) as items,
    (select coalesce(json_agg(json_build_object(
        'id', method.id,
        'is_tax_inclusive', method.is_tax_inclusive,
        'raw_amount', method.raw_amount,
        'tax_lines', (
          select coalesce(json_agg(json_build_object('raw_rate', tax.raw_rate)), '[]')
          from order_shipping_method_tax_line tax
          where tax.shipping_method_id = method.id and tax.deleted_at is null),
        'adjustments', (
          select coalesce(json_agg(json_build_object('raw_amount', adjustment.raw_amount)), '[]')
          from order_shipping_method_adjustment adjustment
          where adjustment.shipping_method_id = method.id and adjustment.version = o.version
            and adjustment.deleted_at is null))), '[]')
      from order_shipping s
      join order_shipping_method method on method.id = s.shipping_method_id and method.deleted_at is null
      where s.order_id = o.id and s.version = o.version and s.deleted_at is null) as shipping_methods,
    (select coalesce(json_agg(json_build_object('raw_amount', credit.raw_amount)), '[]')
      from order_credit_line credit
      where credit.order_id = o.id and credit.version = o.version and credit.deleted_at is null) as credit_lines
  from "order" o where o.id = any(?)`

/** Return orders with what their totals are computed from. */
export async function readAmounts(db: Database, ids: string[]): Promise<Amounts[]> {
  const found: Amounts[] = []
  for (let start = 0; start < ids.length; start += ORDERS_AT_ONCE) {
    const { rows } = await db.raw(STATEMENT, [ids.slice(start, start + ORDERS_AT_ONCE)])
    found.push(...(rows as Amounts[]))
  }
  return found
}

/** Add an order's totals, by Medusa's own function. */
export function withTotals(order: Amounts): Amounts {
  decorateCartTotals(order as unknown as Parameters<typeof decorateCartTotals>[0])
  return order
}

/**
 * Return what an amount of an order will be, but for the last digits: Medusa's function takes most of a
 * millisecond for each order.
 */
export function estimate({ items, shipping_methods, credit_lines }: Amounts, amount: Amount): number {
  let subtotals = 0
  let total = -sum(credit_lines.map((credit) => numberOf(credit.raw_amount)))
  for (const item of items) {
    const quantity = numberOf(item.raw_quantity)
    const { raw_return_received_quantity: received, raw_return_dismissed_quantity: dismissed } =
      item.detail ?? {}
    const left = quantity - numberOf(received) - numberOf(dismissed)
    const { net, discount, rate } = taxed(item, numberOf(item.raw_unit_price) * left)
    subtotals += net
    total += (net - (quantity === 0 ? 0 : (discount * left) / quantity)) * (1 + rate)
  }
  if (amount === "item_subtotal") {
    return subtotals
  }
  for (const method of shipping_methods) {
    const { net, discount, rate } = taxed(method, numberOf(method.raw_amount))
    total += (net - discount) * (1 + rate)
  }
  return total
}

/** Return a price and its discounts without tax, and the rate of the tax. */
function taxed({ is_tax_inclusive, tax_lines, adjustments }: Taxed, price: number) {
  const rate = sum(tax_lines.map((line) => numberOf(line.raw_rate))) / 100
  const discounts = adjustments.map((one) => numberOf(one.raw_amount) / (one.is_tax_inclusive ? 1 + rate : 1))
  return { net: is_tax_inclusive ? price / (1 + rate) : price, discount: sum(discounts), rate }
}

const numberOf = (raw: Raw | undefined): number => Number(raw?.value ?? 0)
const sum = (numbers: number[]): number => numbers.reduce((one, other) => one + other, 0)
