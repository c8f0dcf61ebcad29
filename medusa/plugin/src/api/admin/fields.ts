// The fields that the routes return when a request names none, one list per resource.

const ASSET_COLUMNS = [
  "id",
  "name",
  "thumbnail",
  "serial_number",
  "status",
  "end_of_warranty_date",
  "confirmation",
  "totals",
  "address",
  "customer_id",
  "product_variant_id",
  "created_at",
  "updated_at",
  "deleted_at",
]

const SERVICE_INSTANCE_COLUMNS = [
  "id",
  "name",
  "status",
  "payment_type",
  "start_date",
  "end_date",
  "purchase_date",
  "cancelled_at",
  "totals",
  "customer_id",
  "product_variant_id",
  "created_at",
  "updated_at",
  "deleted_at",
]

const OWNER_AND_PRODUCT = ["*customer", "*product_variant", "*product_variant.product"]

export const ASSET_LIST_FIELDS = [...ASSET_COLUMNS, ...OWNER_AND_PRODUCT]
export const ASSET_FIELDS = [...ASSET_LIST_FIELDS, "*service_instances"]

export const SERVICE_INSTANCE_FIELDS = [
  ...SERVICE_INSTANCE_COLUMNS,
  ...OWNER_AND_PRODUCT,
  "*assets",
  "assets.product_variant.id",
  "assets.product_variant.sku",
  "assets.product_variant.product.id",
]

/** The fields of one service instance: a list shows no history. */
export const SERVICE_INSTANCE_DETAIL_FIELDS = [...SERVICE_INSTANCE_FIELDS, "*history"]

/** Return fields of a route as the query graph has them. */
export function graphFields(fields: string[]): string[] {
  return fields.map((field) => field.replace(/^\*(.+)/, "$1.*"))
}

const OFFERED_PRODUCT_FIELDS = [
  "id",
  "title",
  "handle",
  "subtitle",
  "description",
  "thumbnail",
  "status",
  "type.value",
  "tags.value",
  "images.url",
  "categories.id",
  "categories.name",
  "categories.handle",
]

/** A variant on offer, with enough of its product to show it and its prices in all currencies. */
export const OFFERED_VARIANT_FIELDS = [
  "id",
  "title",
  "sku",
  "ean",
  "product_id",
  "options.value",
  "options.option.title",
  "prices.id",
  "prices.amount",
  "prices.currency_code",
  "prices.min_quantity",
  "prices.max_quantity",
  ...OFFERED_PRODUCT_FIELDS.map((field) => `product.${field}`),
]
