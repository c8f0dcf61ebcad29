import { quantityOf } from "./stock-sql"

/** Names as in a Store route's `fields`, which say what of a product is read. */
export class Fields {
  private readonly names: string[]

  constructor(fields: string) {
    this.names = fields.split(",").map((name) => name.trim().replace(/^[+*]/, ""))
  }

  /** Whether a column, a relation or something of a relation is named; all of a relation names its columns. */
  has(name: string): boolean {
    const parent = name.includes(".") ? name.slice(0, name.lastIndexOf(".")) : undefined
    return this.names.some((one) => one === name || one === parent || one.startsWith(`${name}.`))
  }
}

const PHYSICAL = [
  ...["weight", "height", "width", "length"],
  ...["material", "origin_country", "hs_code", "mid_code"],
]
/** The columns that can be read of a product. */
export const PRODUCT = [
  "title",
  "handle",
  "description",
  "subtitle",
  "thumbnail",
  "type_id",
  "metadata",
  "created_at",
  "updated_at",
  ...PHYSICAL,
]
/** The columns that can be read of a variant. */
export const VARIANT = [
  "title",
  "sku",
  "thumbnail",
  "manage_inventory",
  "allow_backorder",
  "variant_rank",
  "created_at",
  ...PHYSICAL,
]

const object = (pairs: [name: string, value: string][]): string =>
  `json_build_object(${pairs.map(([name, value]) => `'${name}', ${value}`).join(", ")})`
const columns = (alias: string, names: string[]): [string, string][] =>
  names.map((name) => [name, name.endsWith("_at") ? time(`${alias}.${name}`) : `${alias}.${name}`])
/** Return a time as JavaScript writes it, and with it Medusa's own routes. */
const time = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
const list = (row: string, order: string, from: string): string =>
  `(select coalesce(json_agg(${row} order by ${order}), '[]') from ${from})`

const RELATIONS: Record<string, string> = {
  images: list(
    object(columns("image", ["id", "url", "rank"])),
    "image.rank, image.id",
    "image where image.product_id = product.id and image.deleted_at is null",
  ),
  type: `(select ${object(columns("type", ["id", "value"]))} from product_type type
    where type.id = product.type_id and type.deleted_at is null)`,
  collection: `(select ${object(columns("collection", ["id", "title", "handle"]))} from product_collection collection
    where collection.id = product.collection_id and collection.deleted_at is null)`,
  categories: list(
    object(columns("category", ["id", "name", "handle", "rank", "parent_category_id", "created_at"])),
    "category.rank, category.id",
    `product_category_product own
    join product_category category on category.id = own.product_category_id and category.deleted_at is null
      and category.is_active and not category.is_internal where own.product_id = product.id`,
  ),
  tags: list(
    object(columns("tag", ["id", "value"])),
    "tag.id",
    `product_tags own join product_tag tag on tag.id = own.product_tag_id and tag.deleted_at is null
    where own.product_id = product.id`,
  ),
  options: `(select coalesce(json_agg(${object(columns("option", ["id", "title"]))} order by option.id), '[]')
    from product_option option where option.deleted_at is null and option.id in (
      select value.option_id from product_variant variant
      join product_variant_option own on own.variant_id = variant.id
      join product_option_value value on value.id = own.option_value_id
      where variant.product_id = product.id and variant.deleted_at is null and value.deleted_at is null))`,
}

// Looked up by id: else PostgreSQL may read the values of all products for each variant.
const OPTION_VALUES = list(
  object(columns("value", ["id", "value", "option_id"])),
  "value.option_id, value.id",
  `product_variant_option own
  cross join lateral (
    select value.id, value.value, value.option_id from product_option_value value
    where value.id = own.option_value_id and value.deleted_at is null limit 1) value
  where own.variant_id = variant.id`,
)
const PRICE_SET = `(select link.price_set_id from product_variant_price_set link
  where link.variant_id = variant.id and link.deleted_at is null limit 1)`

/** Return the expression of a product as JSON, with what `fields` name of what a storefront shows. */
export function productJson(fields: Fields): string {
  const relations = Object.keys(RELATIONS).filter((name) => fields.has(name))
  return object([
    ["id", "product.id"],
    ...columns(
      "product",
      PRODUCT.filter((name) => fields.has(name)),
    ),
    ...relations.map((name): [string, string] => [name, RELATIONS[name] ?? "null"]),
    ...(fields.has("variants") ? [["variants", variantsJson(fields)] as [string, string]] : []),
  ])
}

function variantsJson(fields: Fields): string {
  const stock = `case when variant.manage_inventory then ${quantityOf("variant.id")} end`
  const row = object([
    ["id", "variant.id"],
    ...columns(
      "variant",
      VARIANT.filter((name) => fields.has(`variants.${name}`)),
    ),
    ...(fields.has("variants.options") ? [["options", OPTION_VALUES] as [string, string]] : []),
    ...(fields.has("variants.inventory_quantity") ? [["inventory_quantity", stock] as [string, string]] : []),
    ...(fields.has("variants.calculated_price") ? [["price_set", PRICE_SET] as [string, string]] : []),
  ])
  return list(
    `json_strip_nulls(${row})`,
    "variant.variant_rank nulls last, variant.created_at, variant.id",
    "product_variant variant where variant.product_id = product.id and variant.deleted_at is null",
  )
}
