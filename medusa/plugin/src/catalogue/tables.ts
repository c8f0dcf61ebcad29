import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { databaseOf } from "../database"
import type { Tables } from "../lists/tables"
import { PRODUCT, VARIANT } from "./page-sql"
import { DOCUMENT } from "./search"

/** The columns of Medusa's tables that the catalogue reads. */
export const CATALOGUE_TABLES: Tables = columnsOf({
  product: ["status", "collection_id", ...PRODUCT].join(" "),
  product_variant: ["product_id", ...VARIANT].join(" "),
  product_variant_option: "variant_id option_value_id",
  product_option_value: "value option_id",
  product_option: "title",
  product_tags: "product_id product_tag_id",
  product_tag: "value",
  product_type: "value",
  product_collection: "title handle",
  product_category: "name handle mpath rank is_active is_internal parent_category_id created_at",
  product_category_product: "product_id product_category_id",
  image: "product_id url rank",
  product_sales_channel: "product_id sales_channel_id",
  product_variant_price_set: "variant_id price_set_id",
  price: "price_set_id price_list_id amount currency_code min_quantity rules_count",
  price_rule: "price_id attribute value",
  price_list: "type status starts_at ends_at rules_count",
  price_list_rule: "price_list_id attribute value",
  product_variant_inventory_item: "variant_id inventory_item_id required_quantity",
  inventory_level: "inventory_item_id location_id stocked_quantity reserved_quantity",
  sales_channel_stock_location: "sales_channel_id stock_location_id",
  sales_channel: "deleted_at",
  customer_group: "deleted_at",
  customer_group_customer: "customer_id customer_group_id deleted_at",
  region: "currency_code automatic_taxes deleted_at",
})

let checked: Promise<boolean> | undefined

/** Return whether words that are written alike are found; it is looked at once, then the indexes are made. */
export function hasTrigrams(container: MedusaContainer): Promise<boolean> {
  checked ??= prepare(container)
  return checked
}

async function prepare(container: MedusaContainer): Promise<boolean> {
  const canCompare = await tryTo(container, "create extension if not exists pg_trgm")
  if (!canCompare) {
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .warn("Search forgives no typos: PostgreSQL has no extension pg_trgm, and it cannot be created")
  }
  void createIndexes(container, canCompare)
  return canCompare
}

function columnsOf(tables: Record<string, string>): Tables {
  return Object.fromEntries(Object.entries(tables).map(([table, columns]) => [table, columns.split(" ")]))
}

const INDEXES = [`storefront_product_words on product using gin (${DOCUMENT.replaceAll("product.", "")})`]
const TRIGRAM_INDEXES = [
  "storefront_product_title on product using gin (title gin_trgm_ops)",
  "storefront_variant_sku on product_variant using gin (sku gin_trgm_ops)",
  "storefront_variant_title on product_variant using gin (title gin_trgm_ops)",
]

/** Search works without them, as fast as the tables are read from end to end. */
async function createIndexes(container: MedusaContainer, hasTrigrams: boolean): Promise<void> {
  for (const index of hasTrigrams ? [...INDEXES, ...TRIGRAM_INDEXES] : INDEXES) {
    if (!(await tryTo(container, `create index concurrently if not exists ${index}`))) {
      const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
      logger.warn(`Search is slower: the index ${index.split(" ")[0]} cannot be created`)
    }
  }
}

async function tryTo(container: MedusaContainer, sql: string): Promise<boolean> {
  try {
    await databaseOf(container).raw(sql, {})
    return true
  } catch {
    return false
  }
}
