import { isIn } from "../carts/sales-channel"
import { LISTS, pricesOf } from "./prices-sql"
import { searchOf } from "./search"
import type { Shopper } from "./shopper"
import { IS_IN_STOCK, JOIN_SHORT, LOCATIONS } from "./stock-sql"
import { byVariant, FITS_PRICE, type Flag, type Found, from, type Order, type Parts } from "./variants-sql"

/** Which products, in which order. */
export type Wanted = {
  ids?: string[]
  /** Ids or handles. */
  names?: string[]
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

export type Bindings = Record<string, unknown>

/** A part of a statement: its text, and the values that are bound to the names in it. */
export type Matching = {
  /** What goes before the statement. */
  ctes: string[]
  /** A query of the page: each product's `id`, its `place`, and the variant that is `shown` if not the first. */
  page: string
  /** A query of the number of all products that fit. */
  count: string
  bindings: Bindings
  /** The conditions of the products, then of the variants, by the names of their columns. */
  flags: { product: string[]; variant: string[] }
  /** The names to which the titles of the chosen options are bound. */
  optionTitles: string[]
}

const SORTED: Record<string, string> = {
  id: "matched.id",
  created_at: "product.created_at",
  updated_at: "product.updated_at",
  title: "product.title",
  price: "amount",
}
/** What a list can be sorted by. */
export const SORT_COLUMNS = Object.keys(SORTED)

const lower = (values: string[]): string[] => values.map((value) => value.toLowerCase())

/** The products that the storefront may show: published, and in one of its sales channels. */
export const published = ({ hasOneChannel }: Shopper): string[] => [
  "product.status = 'published' and product.deleted_at is null",
  ...(hasOneChannel ? [] : [isIn("product.id", ":channels::text[]")]),
]

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

/**
 * The variants with one of the values. By `case`, since a join of what PostgreSQL takes for one row would read
 * all options of variants again for each value.
 */
const withOption = (number: number): string => `option${number} as materialized (
  select distinct own.variant_id from product_variant_option own
  where case when own.option_value_id in (
    select value.id from product_option_value value
    join product_option option on option.id = value.option_id and option.deleted_at is null
    where value.deleted_at is null and lower(option.title) = :option${number}
      and lower(value.value) = any(:values${number}::text[])) then true end)`

/**
 * Return the statement's first part, which finds the products that fit and can be sold to the shopper.
 *
 * Where a condition is one of variants (price, stock, options), a variant must fulfil all of them, and the
 * product is shown through the first that does.
 */
export function matching(wanted: Wanted, shopper: Shopper, hasTrigrams: boolean): Matching {
  const { region, currency, groups, channels } = shopper
  const bindings: Bindings = { region, currency, groups, channels }
  const search = wanted.q === undefined ? [] : searchOf(wanted.q, bindings, hasTrigrams)
  const always = alwaysTrue(wanted, shopper, bindings)
  const product = productFlags(wanted, bindings)
  const variant = variantFlags(wanted, bindings)
  const column = (wanted.order ?? "").replace("-", "")
  const needsVariants = variant.length > 0 || column === "price" || wanted.facets === true
  const isSearch = search.length > 0
  const parts = { isSearch, always, product, variant, facets: wanted.facets === true }
  const order = orderOf(wanted.order, isSearch)
  const found = needsVariants ? byVariant(parts, order) : simply(parts, order)
  return {
    ...found,
    ctes: [LISTS, LOCATIONS, ...search, ...found.ctes],
    bindings,
    flags: { product: product.map(({ name }) => name), variant: variant.map(({ name }) => name) },
    optionTitles: (wanted.options ?? []).map((_, number) => `:option${number}`),
  }
}

function alwaysTrue({ ids, names, isVirtual }: Wanted, shopper: Shopper, bindings: Bindings): string[] {
  Object.assign(bindings, ids && { ids }, names && { names })
  return [
    ...published(shopper),
    ...(ids ? ["product.id = any(:ids::text[])"] : []),
    ...(names ? ["(product.id = any(:names::text[]) or product.handle = any(:names::text[]))"] : []),
    ...(isVirtual === undefined ? [] : [isVirtual ? IS_VIRTUAL : `not ${IS_VIRTUAL}`]),
  ]
}

function productFlags(wanted: Wanted, bindings: Bindings): Flag[] {
  const { categories, collections, tags } = wanted
  Object.assign(bindings, categories && { categories })
  Object.assign(bindings, collections && { collections, collectionNames: lower(collections) })
  Object.assign(bindings, tags && { tags, tagNames: lower(tags) })
  return [
    ...(categories ? [{ name: "in_category", condition: IN_CATEGORY }] : []),
    ...(collections ? [{ name: "in_collection", condition: IN_COLLECTION }] : []),
    ...(tags ? [{ name: "has_tag", condition: HAS_TAG }] : []),
  ]
}

function variantFlags(wanted: Wanted, bindings: Bindings): Flag[] {
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
    ...(range.length > 0 ? [{ name: FITS_PRICE, condition: range.join(" and ") }] : []),
    ...(inStock ? [{ name: "fits_stock", condition: IS_IN_STOCK, join: JOIN_SHORT }] : []),
    ...options.map((_, number) => ({
      name: `fits_option${number}`,
      condition: `option${number}.variant_id is not null`,
      join: `left join option${number} on option${number}.variant_id = variant.id`,
      cte: withOption(number),
    })),
  ]
}

/**
 * Products with any variant that is sold.
 *
 * Whether one is sold is looked up in the order of the page, and no further than the page is long: PostgreSQL
 * does not move the condition, a subquery, before the sorting.
 */
function simply({ isSearch, always, product }: Parts, { column, direction }: Order): Found {
  const conditions = [...always, ...product.map(({ condition }) => condition)]
  return {
    ctes: [
      `matched as not materialized (
        select product.id${isSearch ? ", hits.score" : ""} from ${from(isSearch)} where ${conditions.join(" and ")})`,
    ],
    page: `select sorted.id, sorted.place, null shown from (
        select product.id, row_number() over (order by ${column} ${direction}, product.id) place
        from matched join product on product.id = matched.id order by place) sorted
      where (select true from ${pricesOf("sorted.id")} limit 1)
      order by sorted.place limit :limit offset :offset`,
    count: `select count(*)::int from matched where exists (select 1 from ${pricesOf("matched.id")})`,
  }
}

function orderOf(order: string | undefined, isSearch: boolean): Order {
  if (!order && isSearch) {
    return { column: "score", direction: "desc" }
  }
  const column = SORTED[(order ?? "").replace("-", "")] ?? "matched.id"
  return { column, direction: order?.startsWith("-") ? "desc" : "asc" }
}
