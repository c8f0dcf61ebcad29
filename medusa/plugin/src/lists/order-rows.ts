import type { Database } from "../database"
import { type Amounts, readAmounts, withTotals } from "./order-amounts"
import { FULFILLMENT_STATUS, PAYMENT_STATUS } from "./order-status"

/** What was chosen in a line that does not store it: the options of its variant, and their titles. */
const CHOSEN = `
  select json_agg(json_build_object('option_id', option.id, 'value', value.value, 'title', option.title))
  from product_variant variant
  join product on product.id = line.product_id and product.deleted_at is null
  join product_variant_option chosen on chosen.variant_id = variant.id
  join product_option_value value on value.id = chosen.option_value_id and value.deleted_at is null
  join product_option option on option.id = value.option_id and option.deleted_at is null
  where variant.id = line.variant_id and variant.deleted_at is null
    and coalesce(line.variant_option_values, '{}') in ('{}', 'null')`

/** The way back of a return, whose amount counts, is no shipping method of the order's. */
const TEXTS = `
  select o.id, o.display_id, o.status::text as status, o.created_at, o.updated_at, o.customer_id, o.email, o.metadata,
    o.currency_code,
    ${PAYMENT_STATUS} as payment_status,
    ${FULFILLMENT_STATUS} as fulfillment_status,
    (select row_to_json(a) from order_address a
      where a.id = o.shipping_address_id and a.deleted_at is null) as shipping_address,
    (select row_to_json(a) from order_address a
      where a.id = o.billing_address_id and a.deleted_at is null) as billing_address,
    (select coalesce(json_agg(json_build_object(
        'id', line.id, 'title', line.title, 'created_at', line.created_at, 'thumbnail', line.thumbnail,
        'variant_id', line.variant_id, 'variant_sku', line.variant_sku, 'variant_title', line.variant_title,
        'variant_option_values', line.variant_option_values, 'product_id', line.product_id,
        'product_title', line.product_title, 'product_description', line.product_description,
        'product_subtitle', line.product_subtitle, 'product_type', line.product_type,
        'product_handle', line.product_handle, 'chosen', (${CHOSEN}))), '[]')
      from order_item i join order_line_item line on line.id = i.item_id and line.deleted_at is null
      where i.order_id = o.id and i.version = o.version and i.deleted_at is null) as items,
    (select coalesce(json_agg(json_build_object(
        'id', method.id, 'shipping_option_id', method.shipping_option_id, 'name', method.name,
        'description', method.description, 'created_at', method.created_at)), '[]')
      from order_shipping s
      join order_shipping_method method on method.id = s.shipping_method_id and method.deleted_at is null
      where s.order_id = o.id and s.version = o.version and s.deleted_at is null and s.return_id is null
    ) as shipping_methods
  from "order" o where o.id = any(?)`

/** The totals of an order that a storefront shows; with `discount_subtotal`, which Medusa's list lacks, not. */
const TOTALS = [
  "item_subtotal",
  "shipping_subtotal",
  "shipping_total",
  "discount_total",
  "tax_total",
  "credit_line_total",
  "total",
] as const
const LINE_TOTALS = ["unit_price", "quantity", "subtotal", "discount_total", "total"] as const
const METHOD_TOTALS = ["subtotal", "total"] as const

type Row = Record<string, unknown> & { id: string }
type Order = Row & { items: Row[]; shipping_methods: Row[] }
type Chosen = { option_id: string; title: string; value: string }

/**
 * Return orders with what a list shows of them, in the order of their ids and as Medusa's own list returns
 * them: read by two statements, with totals by Medusa's own function.
 */
export async function orderRows(db: Database, ids: string[]): Promise<Record<string, unknown>[]> {
  if (ids.length === 0) {
    return []
  }
  const [amounts, { rows }] = await Promise.all([readAmounts(db, ids), db.raw(TEXTS, [ids])])
  const found = new Map((rows as Order[]).map((order) => [order.id, order]))
  const totals = new Map(amounts.map((order) => [order.id, order]))
  return ids.flatMap((id) => {
    const order = found.get(id)
    const own = totals.get(id)
    return order && own ? [shown(order, withTotals(own))] : []
  })
}

function shown(order: Order, amounts: Amounts): Record<string, unknown> {
  const lines = new Map(amounts.items.map((item) => [item.id, item]))
  const methods = new Map(amounts.shipping_methods.map((method) => [method.id, method]))
  return {
    ...order,
    ...picked(amounts, TOTALS),
    customer: { id: order.customer_id },
    items: order.items.map(({ chosen, ...item }) => ({
      ...item,
      ...picked(lines.get(item.id as string), LINE_TOTALS),
      ...optionsOf(chosen as Chosen[] | null),
    })),
    shipping_methods: order.shipping_methods.map((method) => ({
      ...method,
      ...picked(methods.get(method.id), METHOD_TOTALS),
    })),
  }
}

function picked(amounts: Record<string, unknown> | undefined, names: readonly string[]) {
  return Object.fromEntries(names.map((name) => [name, amounts?.[name]]))
}

function optionsOf(chosen: Chosen[] | null): Record<string, unknown> {
  const options = chosen ?? []
  return {
    variant: { options: options.map(({ option_id, value }) => ({ option_id, value })) },
    product: { options: options.map(({ option_id, title }) => ({ id: option_id, title })) },
  }
}
