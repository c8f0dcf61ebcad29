import { AMOUNT, APPLIES, LISTS, pricesOf } from "./prices-sql"
import { searchOf } from "./search"
import type { Shopper } from "./shopper"
import { isInStock, LOCATIONS } from "./stock-sql"

/** Which products, in which order. */
export type Wanted = {
  ids?: string[]
  q?: string
  isVirtual?: boolean
  /** Ids, of products in any of them. */
  categories?: string[]
  /** Ids, handles or titles. */
  collections?: string[]
  /** Ids or values. */
  tags?: string[]
  /** An option's title and the values of which a variant must have one. */
  options?: [title: string, values: string[]][]
  minPrice?: number
  maxPrice?: number
  /** How many digits prices are rounded to before they are compared. */
  digits?: number
  inStock?: boolean
  order?: string
  facets?: boolean
}

/** A part of a statement: its text, and the values that are bound to the names in it. */
export type Matching = {
  /** What goes before the statement: among others `matched`, with the id of each product, once. */
  ctes: string[]
  bindings: Record<string, unknown>
  /** Columns by which `matched` (with `product`) is sorted. */
  order: string
  /** Whether `matched` names the variant that is shown: the first that fits. */
  hasVariant: boolean
  /** The conditions of the products, then of the variants, by the names of their columns. */
  flags: { product: string[]; variant: string[] }
  /** The names to which the titles of the chosen options are bound. */
  optionTitles: string[]
}

const SORTED: Record<string, string> = {
  id: "product.id",
  created_at: "product.created_at",
  updated_at: "product.updated_at",
  title: "product.title",
  price: "matched.amount",
}
/** What a list can be sorted by. */
export const SORT_COLUMNS = Object.keys(SORTED)

const lower = (values: string[]): string[] => values.map((value) => value.toLowerCase())

/** A product that the storefront may show: published, and in one of its sales channels. */
export const PUBLISHED = `product.status = 'published' and product.deleted_at is null and (
  exists (select 1 from product_sales_channel sold where sold.product_id = product.id
    and sold.sales_channel_id = any(:channels::text[]) and sold.deleted_at is null)
  or (select count(*) from sales_channel where sales_channel.deleted_at is null) <= 1)`

const IN_CATEGORY = `exists (
  select 1 from product_category_product own
  join product_category category on category.id = own.product_category_id and category.deleted_at is null
    and category.is_active and not category.is_internal
  where own.product_id = product.id and own.product_category_id = any(:categories::text[]))`

const IN_COLLECTION = `product.collection_id in (
  select collection.id from product_collection collection where collection.deleted_at is null and (
    collection.id = any(:collections::text[]) or lower(collection.handle) = any(:collectionNames::text[])
    or lower(collection.title) = any(:collectionNames::text[])))`

const HAS_TAG = `exists (
  select 1 from product_tags own join product_tag tag on tag.id = own.product_tag_id and tag.deleted_at is null
  where own.product_id = product.id and (tag.id = any(:tags::text[]) or lower(tag.value) = any(:tagNames::text[])))`

const IS_VIRTUAL = `exists (select 1 from product_type type
  where type.id = product.type_id and type.deleted_at is null and upper(type.value) = 'VIRTUAL')`

const hasOption = (number: number): string => `exists (
  select 1 from product_variant_option own
  join product_option_value value on value.id = own.option_value_id and value.deleted_at is null
  join product_option option on option.id = value.option_id and option.deleted_at is null
  where own.variant_id = variant.id and lower(option.title) = :option${number}
    and lower(value.value) = any(:values${number}::text[]))`

/**
 * Return the statement's first part, which finds the products that fit and can be sold to the shopper.
 *
 * Where a condition is one of variants (price, stock, options), a variant must fulfil all of them, and the
 * product is shown through the first that does.
 */
export function matching(wanted: Wanted, shopper: Shopper, hasTrigrams: boolean): Matching {
  const { region, currency, groups, channels } = shopper
  const bindings: Record<string, unknown> = { region, currency, groups, channels }
  const search = wanted.q === undefined ? [] : searchOf(wanted.q, bindings, hasTrigrams)
  const always = alwaysTrue(wanted, bindings)
  const product = productFlags(wanted, bindings)
  const variant = variantFlags(wanted, bindings)
  const column = (wanted.order ?? "").replace("-", "")
  const needsVariants = variant.length > 0 || column === "price" || wanted.facets === true
  const isSearch = search.length > 0
  const parts = { isSearch, always, product, variant, facets: wanted.facets === true }
  const ctes = [LISTS, LOCATIONS, ...search, ...(needsVariants ? byVariant(parts) : simply(parts))]
  return {
    ctes,
    bindings,
    order: orderOf(wanted.order, isSearch),
    hasVariant: variant.length > 0,
    flags: { product: product.map(([name]) => name), variant: variant.map(([name]) => name) },
    optionTitles: (wanted.options ?? []).map((_, number) => `:option${number}`),
  }
}

type Flag = [name: string, condition: string]
type Parts = {
  isSearch: boolean
  always: string[]
  product: Flag[]
  variant: Flag[]
  facets: boolean
}

function alwaysTrue({ ids, isVirtual }: Wanted, bindings: Record<string, unknown>): string[] {
  if (ids) {
    bindings.ids = ids
  }
  return [
    PUBLISHED,
    ...(ids ? ["product.id = any(:ids::text[])"] : []),
    ...(isVirtual === undefined ? [] : [isVirtual ? IS_VIRTUAL : `not ${IS_VIRTUAL}`]),
  ]
}

function productFlags(wanted: Wanted, bindings: Record<string, unknown>): Flag[] {
  const { categories, collections, tags } = wanted
  Object.assign(bindings, categories && { categories })
  Object.assign(bindings, collections && { collections, collectionNames: lower(collections) })
  Object.assign(bindings, tags && { tags, tagNames: lower(tags) })
  return [
    ...(categories ? [["in_category", IN_CATEGORY] as Flag] : []),
    ...(collections ? [["in_collection", IN_COLLECTION] as Flag] : []),
    ...(tags ? [["has_tag", HAS_TAG] as Flag] : []),
  ]
}

function variantFlags(wanted: Wanted, bindings: Record<string, unknown>): Flag[] {
  const { minPrice, maxPrice, digits = 2, inStock, options = [] } = wanted
  const range = [
    ...(minPrice === undefined ? [] : ["round(amount, :digits::int) >= :minPrice::numeric"]),
    ...(maxPrice === undefined ? [] : ["round(amount, :digits::int) <= :maxPrice::numeric"]),
  ]
  Object.assign(bindings, {
    ...(range.length > 0 && { digits }),
    ...(minPrice !== undefined && { minPrice }),
    ...(maxPrice !== undefined && { maxPrice }),
  })
  options.forEach(([title, values], number) => {
    Object.assign(bindings, { [`option${number}`]: title.toLowerCase(), [`values${number}`]: lower(values) })
  })
  return [
    ...(range.length > 0 ? [["fits_price", range.join(" and ")] as Flag] : []),
    ...(inStock ? [["fits_stock", isInStock("variant")] as Flag] : []),
    ...options.map((_, number): Flag => [`fits_option${number}`, hasOption(number)]),
  ]
}

const from = (isSearch: boolean): string =>
  isSearch ? "product join hits on hits.id = product.id" : "product"

/** Products with any variant that is sold: PostgreSQL looks no further than the page is long. */
function simply({ isSearch, always, product }: Parts): string[] {
  const conditions = [...always, ...product.map(([, condition]) => condition)]
  return [
    `matched as not materialized (
      select product.id${isSearch ? ", hits.score" : ""} from ${from(isSearch)}
      where ${conditions.join(" and ")} and exists (select 1 from ${pricesOf("product.id")}))`,
  ]
}

const SOLD = [
  "candidates.*",
  "variant.id variant_id",
  "amounts.amount",
  "variant.variant_rank",
  "variant.created_at",
]

/**
 * Each variant that is sold with its amount, then those that fit.
 *
 * For facets a filter is a column, not a condition: each facet is counted without its own.
 */
function byVariant({ isSearch, always, product, variant, facets }: Parts): string[] {
  const conditions = facets ? always : [...always, ...product.map(([, condition]) => condition)]
  const columns = facets ? product.map(([name, condition]) => `${condition} ${name}`) : []
  const stock = facets ? [`${isInStock("variant")} in_stock`] : []
  const flags = facets ? [...product, ...variant].map(([name]) => name) : variant.map(([name]) => name)
  return [
    `candidates as materialized (
      select ${["product.id", ...(isSearch ? ["hits.score"] : []), ...columns].join(", ")}
      from ${from(isSearch)} where ${conditions.join(" and ")})`,
    `priced as materialized (
      select variant.id, ${AMOUNT.columns}
      from candidates
      join product_variant variant on variant.product_id = candidates.id and variant.deleted_at is null
        and variant.sku <> ''
      join product_variant_price_set link on link.variant_id = variant.id and link.deleted_at is null
      join price on price.price_set_id = link.price_set_id
      left join lists on lists.id = price.price_list_id
      where ${APPLIES} group by variant.id)`,
    `amounts as materialized (select priced.id, ${AMOUNT.chosen} amount from priced)`,
    `sold as materialized (
      select ${[...SOLD, ...stock, ...variant.map(([name, condition]) => `${condition} ${name}`)].join(", ")}
      from amounts join product_variant variant on variant.id = amounts.id
      join candidates on candidates.id = variant.product_id)`,
    `matched as materialized (
      select distinct on (sold.id) sold.* from sold ${flags.length > 0 ? `where ${flags.join(" and ")}` : ""}
      order by sold.id, sold.variant_rank nulls last, sold.created_at, sold.variant_id)`,
  ]
}

function orderOf(order: string | undefined, isSearch: boolean): string {
  if (!order) {
    return isSearch ? "matched.score desc, product.id" : "product.id"
  }
  const column = SORTED[order.replace("-", "")] ?? SORTED.id
  return `${column} ${order.startsWith("-") ? "desc" : "asc"}, product.id`
}
