import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"

import { soldIn } from "../carts/sales-channel"
import { pricingContext, type Shopper } from "../catalogue/shopper"

export type Kind = "asset" | "service_instance"

/** What is needed of an asset or a service to tell what its product is shown as. */
export type Unshown = {
  id: string
  name: string | null
  /** Whether the Store API has the product, and the variant has an SKU. */
  is_listed: boolean
  price_sets: string[]
  has_price: boolean
  title: string | null
  type: string | null
  category: string | null
}
export type Shown = { id: string; product?: { name: string; type: string; category: string } }

/**
 * Return the statement for a customer's own assets or services in their order, as `Unshown`; its values are
 * those of `own`, then the key's sales channels. A variant is read once, however many are of it.
 */
export function shownStatement(kind: Kind, own: string, sort: string): string {
  return `
  with own as materialized (
    select r.id, r.name, r.totals, r.product_variant_id, row_number() over (order by ${sort}) as place
    from ${kind} r where r.deleted_at is null and ${own}),
  variants as materialized (
    select v.id, p.title,
      coalesce(p.status = 'published' and v.sku <> '' and ${soldIn("p.id", "?")}, false) as is_listed,
      array(
        select link.price_set_id from product_variant_price_set link
        where link.variant_id = v.id and link.deleted_at is null) as price_sets,
      exists (
        select 1 from product_variant_price_set link
        join price on price.price_set_id = link.price_set_id and price.deleted_at is null
        where link.variant_id = v.id and link.deleted_at is null) as has_price,
      (select t.value from product_type t where t.id = p.type_id and t.deleted_at is null) as type,
      (select c.name from product_category_product link
        join product_category c on c.id = link.product_category_id and c.deleted_at is null
        where link.product_id = p.id
          and not coalesce(c.is_internal, false) and c.is_active is not false and c.name <> ''
        order by c.rank nulls last, c.created_at, c.id collate "C" limit 1) as category
    from product_variant v left join product p on p.id = v.product_id and p.deleted_at is null
    where v.deleted_at is null and v.id in (select distinct own.product_variant_id from own))
  select own.id, own.name, variants.title, variants.type, variants.category,
    coalesce(variants.is_listed, false) as is_listed, coalesce(variants.price_sets, '{}') as price_sets,
    coalesce(variants.has_price, false) or coalesce(
      jsonb_typeof(own.totals -> 'total_price' -> 'value') = 'number' and own.totals ->> 'currency' <> '', false
    ) as has_price
  from own left join variants on variants.id = own.product_variant_id
  order by own.place`
}

/**
 * Return what the products of assets or services are shown as, in the same order: as they are sold now, else
 * as they were bought; nothing where that is not known.
 */
export async function shownProducts(
  container: MedusaContainer,
  kind: Kind,
  shopper: () => Promise<Shopper>,
  rows: Unshown[],
): Promise<Shown[]> {
  const listed = rows.filter((row) => row.is_listed)
  const sets = [...new Set(listed.flatMap((row) => row.price_sets))]
  const priced = await setsWithPrice(container, shopper, sets)
  return rows.map((row) => {
    if (row.is_listed && row.price_sets.some((set) => priced.has(set))) {
      const type = row.type?.toUpperCase() === "VIRTUAL" ? "VIRTUAL" : "PHYSICAL"
      return { id: row.id, product: { name: row.title ?? "", type, category: row.category ?? "" } }
    }
    const name = row.title || row.name || ""
    if (!row.has_price || (kind === "asset" && name === "")) {
      return { id: row.id }
    }
    const type = kind === "asset" ? "PHYSICAL" : "VIRTUAL"
    return { id: row.id, product: { name, type, category: "" } }
  })
}

/** Return the price sets that have a price for the shopper now. */
async function setsWithPrice(
  container: MedusaContainer,
  shopper: () => Promise<Shopper>,
  ids: string[],
): Promise<Set<string>> {
  if (ids.length === 0) {
    return new Set()
  }
  const context = pricingContext(await shopper()) as never
  const prices = await container.resolve(Modules.PRICING).calculatePrices({ id: ids }, { context })
  return new Set(prices.flatMap(({ id, calculated_amount }) => (calculated_amount === null ? [] : id)))
}
