import type { IPricingModuleService, MedusaContainer } from "@medusajs/framework/types"
import * as utils from "@medusajs/framework/utils"
import { wrapProductsWithTaxPrices } from "@medusajs/medusa/api/store/products/helpers"

import { databaseOf } from "../database"
import { facetsOf } from "./facets-sql"
import { type Matching, matching, type Wanted } from "./filters"
import { Fields, productJson } from "./page-sql"
import { pricingContext, type Shopper } from "./shopper"
import { type Facets, type Tally, tallies } from "./tallies"

export type Page = Wanted & { fields: string; limit: number; offset: number }
type Variant = { id: string; price_set?: string; calculated_price?: object | null }
type Product = { id: string; shown_variant_id?: string; variants?: Variant[] } & Record<string, unknown>
type Found = { products: Product[]; count: number; facets?: Facets }

/**
 * Return a page of what the storefront can sell to the shopper, as Medusa's own Store route returns it.
 *
 * One statement for everything but the prices, which are those of Medusa's pricing module. `count` is the
 * number of products that can be shown: each has a variant with an SKU and a price.
 */
export async function listProducts(
  container: MedusaContainer,
  shopper: Shopper,
  page: Page,
  locale: string | undefined,
  hasTrigrams: boolean,
): Promise<Found> {
  const fields = new Fields(page.fields)
  const match = matching(page, shopper, hasTrigrams)
  const known = tallies.get(match, page.facets === true)
  // With facets all that is sold is priced, which the page may not need.
  const listed = known ? matching({ ...page, facets: false }, shopper, hasTrigrams) : match
  const { rows } = await databaseOf(container).raw(
    statement(listed, fields, !known && page.facets === true, !known),
    { ...listed.bindings, limit: page.limit, offset: page.offset },
  )
  const { page: found, ...read } = rows[0] as ReadRow
  const tally = known ?? tallies.put(match, page.facets === true, read)
  const { count, facets } = structuredClone(tally)
  const products = found.map(({ product, shown }) =>
    shown ? { ...product, shown_variant_id: shown } : product,
  )
  if (fields.has("variants.calculated_price")) {
    await addPrices(container, shopper, products)
    await addTaxes(container, shopper, products, locale)
  }
  await translate(container, locale, products, facets)
  return { products, count, ...(facets && { facets }) }
}

type ReadRow = Tally & { page: { product: Product; shown: string | null }[] }

function statement(match: Matching, fields: Fields, withFacets: boolean, withCount: boolean): string {
  const facets = withFacets ? facetsOf(match) : undefined
  const ctes = [...match.ctes, ...(facets ? [facets.cte] : []), `page as (${match.page})`]
  return `with ${ctes.join(",\n")}
  select ${withCount ? `(${match.count}) count,` : ""} ${facets ? `${facets.json} facets,` : ""} (
    select coalesce(json_agg(json_build_object('shown', page.shown, 'product', ${productJson(fields)})
      order by page.place), '[]')
    from page join product on product.id = page.id) page`
}

/** Add the prices that Medusa's pricing module gives the shopper; null for a variant without one. */
async function addPrices(container: MedusaContainer, shopper: Shopper, products: Product[]): Promise<void> {
  const variants = products.flatMap((product) => product.variants ?? [])
  const id = variants.flatMap(({ price_set }) => price_set ?? [])
  const pricing = container.resolve<IPricingModuleService>(utils.Modules.PRICING)
  const context = pricingContext(shopper) as unknown as Record<string, string>
  const prices = id.length === 0 ? [] : await pricing.calculatePrices({ id }, { context })
  const byId = new Map(prices.map((price) => [price.id, price]))
  for (const variant of variants) {
    const price = variant.price_set === undefined ? undefined : byId.get(variant.price_set)
    delete variant.price_set
    variant.calculated_price = price
      ? {
          calculated_amount: price.calculated_amount,
          original_amount: price.original_amount,
          currency_code: price.currency_code,
          is_calculated_price_tax_inclusive: price.is_calculated_price_tax_inclusive,
          is_original_price_tax_inclusive: price.is_original_price_tax_inclusive,
          calculated_price: { price_list_type: price.calculated_price?.price_list_type ?? null },
        }
      : null
  }
}

/** Add the amounts with the country's tax, by what Medusa's own route adds them with. */
async function addTaxes(
  container: MedusaContainer,
  { country, automaticTaxes }: Shopper,
  products: Product[],
  locale: string | undefined,
): Promise<void> {
  if (!country || !automaticTaxes) {
    return
  }
  const taxContext = {
    taxLineContext: { address: { country_code: country }, locale },
    taxInclusivityContext: { automaticTaxes },
  }
  await wrapProductsWithTaxPrices({ scope: container, locale, taxContext } as never, products as never)
}

type Translate = (input: {
  localeCode?: string
  objects: object[]
  container: MedusaContainer
}) => Promise<void>
/** What Medusa's own routes translate with; before 2.12 there are no translations. */
const { applyTranslations } = utils as unknown as { applyTranslations?: Translate }

async function translate(
  container: MedusaContainer,
  localeCode: string | undefined,
  products: Product[],
  facets: Facets | undefined,
): Promise<void> {
  if (!localeCode || !applyTranslations) {
    return
  }
  const { categories = [], collections = [], tags = [], options = [] } = facets ?? {}
  const objects = [...products, ...categories, ...collections, ...tags, ...options]
  await applyTranslations({ localeCode, objects, container })
}
