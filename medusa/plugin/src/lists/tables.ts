import type { Database } from "../database"

/** Tables with the columns that are read of them. */
export type Tables = Record<string, string[]>

const LINK = ["deleted_at"]
const TAX_LINE = ["raw_rate", "deleted_at"]

/** The columns of Medusa's tables that the list of orders reads. */
export const ORDER_TABLES: Tables = {
  order: [
    ...[
      "id",
      "display_id",
      "status",
      "version",
      "customer_id",
      "email",
      "metadata",
      "currency_code",
      "is_draft_order",
    ],
    ...["shipping_address_id", "billing_address_id", "created_at", "updated_at", "deleted_at"],
  ],
  order_address: ["id", "deleted_at"],
  order_item: [
    ...["order_id", "item_id", "version", "quantity", "fulfilled_quantity", "raw_quantity", "raw_unit_price"],
    ...["return_received_quantity", "raw_return_received_quantity", "deleted_at"],
    ...["return_dismissed_quantity", "raw_return_dismissed_quantity"],
  ],
  order_line_item: [
    ...["id", "title", "thumbnail", "variant_id", "variant_sku", "variant_title", "variant_option_values"],
    ...["product_id", "product_title", "product_description", "product_subtitle", "product_type"],
    ...["product_handle", "is_tax_inclusive", "raw_unit_price", "created_at", "deleted_at"],
  ],
  order_line_item_tax_line: ["item_id", ...TAX_LINE],
  order_line_item_adjustment: ["item_id", "version", "raw_amount", "is_tax_inclusive", "deleted_at"],
  order_shipping: ["order_id", "shipping_method_id", "version", "return_id", "deleted_at"],
  order_shipping_method: [
    ...["id", "shipping_option_id", "name", "description", "is_tax_inclusive", "raw_amount"],
    ...["created_at", "deleted_at"],
  ],
  order_shipping_method_tax_line: ["shipping_method_id", ...TAX_LINE],
  order_shipping_method_adjustment: ["shipping_method_id", "version", "raw_amount", "deleted_at"],
  order_credit_line: ["order_id", "version", "raw_amount", "deleted_at"],
  order_payment_collection: ["order_id", "payment_collection_id", ...LINK],
  payment_collection: ["id", "status", "amount", "captured_amount", "refunded_amount", "deleted_at"],
  order_fulfillment: ["order_id", "fulfillment_id", ...LINK],
  fulfillment: ["id", "canceled_at", "delivered_at", "shipped_at", "packed_at", "deleted_at"],
  product: ["id", "deleted_at"],
  product_variant: ["id", "deleted_at"],
  product_variant_option: ["variant_id", "option_value_id"],
  product_option_value: ["id", "value", "option_id", "deleted_at"],
  product_option: ["id", "title", "deleted_at"],
}

/** The columns of Medusa's tables that the lists of assets and services read. */
export const RESOURCE_TABLES: Tables = {
  customer: ["id", "deleted_at"],
  customer_group_customer: ["customer_id", "customer_group_id", "deleted_at"],
  region: ["id", "currency_code", "deleted_at"],
  sales_channel: ["id", "deleted_at"],
  product: ["id", "title", "description", "status", "type_id", "deleted_at"],
  product_type: ["id", "value", "deleted_at"],
  product_category: ["id", "name", "rank", "is_active", "is_internal", "created_at", "deleted_at"],
  product_category_product: ["product_id", "product_category_id"],
  product_sales_channel: ["product_id", "sales_channel_id", ...LINK],
  product_variant: ["id", "sku", "product_id", "deleted_at"],
  product_variant_price_set: ["variant_id", "price_set_id", ...LINK],
  price: ["price_set_id", "amount", "currency_code", "deleted_at"],
}

/** Return the first column that a database lacks, as `order.version`; undefined when it has all. */
export async function missingColumn(db: Database, tables: Tables): Promise<string | undefined> {
  const { rows } = await db.raw(
    `select table_name || '.' || column_name as name from information_schema.columns
     where table_schema = current_schema() and table_name = any(?)`,
    [Object.keys(tables)],
  )
  const there = new Set((rows as { name: string }[]).map(({ name }) => name))
  return Object.entries(tables)
    .flatMap(([table, columns]) => columns.map((column) => `${table}.${column}`))
    .find((name) => !there.has(name))
}
