import { AMOUNT, APPLIES } from "./prices-sql"
import { IS_IN_STOCK, JOIN_SHORT, SHORT } from "./stock-sql"

/** A query of products: the parts of its `with`, the page, and the number of all that fit. */
export type Found = { ctes: string[]; page: string; count: string }
/** A condition, its name as a column, what it needs joined to `variant`, and before that in the `with`. */
export type Flag = { name: string; condition: string; join?: string; cte?: string }
export type Order = { column: string; direction: "asc" | "desc" }
export type Parts = {
  isSearch: boolean
  always: string[]
  product: Flag[]
  variant: Flag[]
  facets: boolean
}

/** The one condition that needs a variant's price. */
export const FITS_PRICE = "fits_price"

/** What products are read from. */
export const from = (isSearch: boolean): string =>
  isSearch ? "product join hits on hits.id = product.id" : "product"

const column = ({ name, condition }: Flag): string => `${condition} ${name}`
const nameOf = ({ name }: Flag): string => name
const where = (conditions: string[]): string =>
  conditions.length > 0 ? `where ${conditions.join(" and ")}` : ""

/**
 * Each variant that is sold with its amount, then those that fit, each product once.
 *
 * For facets a filter is a column, not a condition: each facet is counted without its own. Products and variants
 * get numbers, which are grouped in a fraction of the time that their ids take. Parts of the `with` are not joined
 * to each other by them: PostgreSQL knows little of the parts' sizes, and might compare all rows with all.
 */
export function byVariant(parts: Parts, order: Order): Found {
  const { isSearch, product, variant, facets } = parts
  const ofPrice = variant.filter(({ name }) => name === FITS_PRICE)
  const others = variant.filter(({ name }) => name !== FITS_PRICE)
  const stock: Flag[] = facets ? [{ name: "in_stock", condition: IS_IN_STOCK, join: JOIN_SHORT }] : []
  const flags = [...stock, ...others]
  const joins = new Set(flags.flatMap(({ join }) => join ?? []))
  const ofProduct = [...(isSearch ? ["score"] : []), ...(facets ? product.map(nameOf) : [])]
  const names = [...VARIANT, ...ofProduct, ...flags.map(nameOf)]
  const left = facets ? [...product, ...variant] : ofPrice
  const ctes = [
    candidatesOf(parts),
    ...(joins.has(JOIN_SHORT) ? [SHORT] : []),
    ...variant.flatMap(({ cte }) => cte ?? []),
    `variants as materialized (
      select (row_number() over ())::int number, candidates.number product, variant.product_id id,
        ${["variant.id variant_id", "variant.variant_rank", "variant.created_at", ...ofProduct, ...flags.map(column)].join(", ")}
      from candidates join product_variant variant on variant.product_id = candidates.id
        and variant.deleted_at is null and variant.sku <> ''
      ${[...joins].join(" ")})`,
    pricedOf(names, facets ? [] : others),
    `sold as materialized (
      select ${[...names, "amount", ...ofPrice.map(column)].join(", ")} from (
        select priced.*, ${AMOUNT.chosen} amount from priced) amounts)`,
    `matched as materialized (
      select distinct on (product) ${["id", "variant_id", "amount", ...(isSearch ? ["score"] : [])].join(", ")}
      from sold ${where(left.map(nameOf))} order by product, variant_rank nulls last, created_at, variant_id)`,
  ]
  return { ctes, page: pageOf(order, variant.length > 0), count: "select count(*)::int from matched" }
}

const VARIANT = ["number", "product", "id", "variant_id", "variant_rank", "created_at"]

function candidatesOf({ isSearch, always, product, facets }: Parts): string {
  const columns = [...(isSearch ? ["hits.score"] : []), ...(facets ? product.map(column) : [])]
  const conditions = facets ? always : [...always, ...product.map(({ condition }) => condition)]
  return `candidates as materialized (
    select ${["(row_number() over ())::int number", "product.id", ...columns].join(", ")}
    from ${from(isSearch)} where ${conditions.join(" and ")})`
}

/** The variants that have a price for the shopper, and fit the conditions, with what the amount is computed of. */
function pricedOf(names: string[], conditions: Flag[]): string {
  const columns = names.map((name) => `variants.${name}`).join(", ")
  return `priced as materialized (
    select ${columns}, ${AMOUNT.columns} from variants
    join product_variant_price_set link on link.variant_id = variants.variant_id and link.deleted_at is null
    join price on price.price_set_id = link.price_set_id
    left join lists on lists.id = price.price_list_id
    where ${[APPLIES, ...conditions.map(nameOf)].join(" and ")}
    group by ${columns})`
}

/** The joined product is read only where it is sorted by its columns. */
function pageOf({ column: key, direction }: Order, isChosen: boolean): string {
  return `select top.id, top.shown, row_number() over (order by top.key ${direction}, top.id) place from (
      select matched.id, ${key} as key, ${isChosen ? "matched.variant_id" : "null"} shown
      from matched left join product on product.id = matched.id
      order by key ${direction}, matched.id limit :limit offset :offset) top`
}
