import { copyRows, type Database, defineCopies, deriveCopies, type Window } from "./copies"

const SLUG = "replace(copy.mark, '_', '-')"

/**
 * Copies of the seed's products that are sold and shipped, with variants, options, prices, images and
 * stock.
 */
export async function growProducts(db: Database, handles: string[], window: Window): Promise<void> {
  const sources = `SELECT product.id FROM product LEFT JOIN product_type type ON type.id = product.type_id
    WHERE product.handle = ANY(:handles) AND product.deleted_at IS NULL
    AND type.value IS DISTINCT FROM 'VIRTUAL' ORDER BY product.handle`
  await defineCopies(db, "products", sources, { handles }, window)
  await copyRows(db, {
    table: "product",
    set: "products",
    by: "id",
    replaced: {
      handle: `source.handle || ${SLUG}`,
      title: "source.title || ' ' || copy.number",
      created_at: "source.created_at - copy.number * interval '1 minute'",
    },
  })
  for (const table of ["product_category_product", "product_tags"]) {
    await copyRows(db, { table, set: "products", by: "product_id", renamed: ["product_id"] })
  }
  for (const table of ["image", "product_sales_channel", "product_shipping_profile"]) {
    await copyRows(db, { table, set: "products", by: "product_id", renamed: ["product_id"] })
  }
  await growOptions(db)
  await growVariants(db)
}

async function growOptions(db: Database): Promise<void> {
  const links = "product_product_option"
  await deriveCopies(db, "links", { table: links, column: "id", by: "product_id", of: "products" })
  await deriveCopies(db, "options", {
    table: links,
    column: "product_option_id",
    by: "product_id",
    of: "products",
  })
  await copyRows(db, { table: "product_option", set: "options", by: "id" })
  await copyRows(db, {
    table: "product_option_value",
    set: "options",
    by: "option_id",
    renamed: ["option_id"],
  })
  await copyRows(db, { table: links, set: "links", by: "id", renamed: ["product_id", "product_option_id"] })
  await copyRows(db, {
    table: "product_product_option_value",
    set: "links",
    by: "product_product_option_id",
    renamed: ["product_product_option_id", "product_option_value_id"],
  })
}

async function growVariants(db: Database): Promise<void> {
  const variants = { table: "product_variant", column: "id", by: "product_id", of: "products" }
  await deriveCopies(db, "variants", variants)
  const sku = `source.sku || upper(${SLUG})`
  await copyRows(db, {
    table: "product_variant",
    set: "variants",
    by: "id",
    renamed: ["product_id"],
    replaced: { sku },
  })
  await copyRows(db, {
    table: "product_variant_option",
    set: "variants",
    by: "variant_id",
    renamed: ["variant_id", "option_value_id"],
  })
  const price = "price_set_id"
  await growLinked(db, "prices", "product_variant_price_set", price, { table: "price_set" })
  await copyRows(db, { table: "price", set: "prices", by: price, renamed: [price] })
  const item = "inventory_item_id"
  const items = { table: "inventory_item", replaced: { sku } }
  await growLinked(db, "stock", "product_variant_inventory_item", item, items)
  await copyRows(db, { table: "inventory_level", set: "stock", by: item, renamed: [item] })
}

/** Copies of what a table links to variants, as the set `set`, and of the links. */
async function growLinked(
  db: Database,
  set: string,
  links: string,
  column: string,
  rows: { table: string; replaced?: Record<string, string> },
): Promise<void> {
  await deriveCopies(db, set, { table: links, column, by: "variant_id", of: "variants" })
  await copyRows(db, { ...rows, set, by: "id" })
  await copyRows(db, { table: links, set: "variants", by: "variant_id", renamed: ["variant_id", column] })
}

/** Where copies of products are, those that point to others first. */
export const PRODUCT_COLUMNS: [table: string, column: string][] = [
  ["product_variant_inventory_item", "id"],
  ["inventory_level", "id"],
  ["inventory_item", "id"],
  ["product_variant_price_set", "id"],
  ["price", "id"],
  ["price_set", "id"],
  ["product_variant_option", "variant_id"],
  ["product_variant", "id"],
  ["product_product_option_value", "id"],
  ["product_product_option", "id"],
  ["product_option_value", "id"],
  ["product_option", "id"],
  ["product_shipping_profile", "id"],
  ["product_sales_channel", "id"],
  ["image", "id"],
  ["product_tags", "product_id"],
  ["product_category_product", "product_id"],
  ["product", "id"],
]
