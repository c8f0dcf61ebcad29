import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"

/** The customer of a request, and the sales channels of its key. */
export type Customer = { id: string; channels: string[] }

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

const VARIANT = "v.id = r.product_variant_id and v.deleted_at is null"
const SOURCE = `from product_variant v join product p on p.id = v.product_id and p.deleted_at is null
  where ${VARIANT}`
const PRICE_SETS = `from product_variant v
  join product_variant_price_set link on link.variant_id = v.id and link.deleted_at is null`

/** The columns of `Unshown`, over an asset or a service `r`; the `?` is for the key's sales channels. */
export const SHOWN_COLUMNS = `r.id, r.name,
  coalesce((
    select p.status = 'published' and v.sku <> '' and (
      (select count(*) from sales_channel where deleted_at is null) <= 1 or exists (
        select 1 from product_sales_channel link
        where link.product_id = p.id and link.sales_channel_id = any(?) and link.deleted_at is null))
    ${SOURCE}), false) as is_listed,
  array(select link.price_set_id ${PRICE_SETS} where ${VARIANT}) as price_sets,
  coalesce(jsonb_typeof(r.totals -> 'total_price' -> 'value') = 'number' and r.totals ->> 'currency' <> '', false)
    or exists (
      select 1 ${PRICE_SETS}
      join price on price.price_set_id = link.price_set_id and price.deleted_at is null
      where ${VARIANT}) as has_price,
  (select p.title ${SOURCE}) as title,
  (select t.value from product_type t where t.deleted_at is null and t.id = (select p.type_id ${SOURCE})) as type,
  (select c.name from product_category_product link
    join product_category c on c.id = link.product_category_id and c.deleted_at is null
    where link.product_id = (select p.id ${SOURCE})
      and not coalesce(c.is_internal, false) and c.is_active is not false and c.name <> ''
    order by c.rank nulls last, c.created_at, c.id collate "C" limit 1) as category`

/**
 * Return what the products of assets or services are shown as, in the same order: as they are sold now, else
 * as they were bought; nothing where that is not known.
 */
export async function shownProducts(
  container: MedusaContainer,
  kind: "asset" | "service_instance",
  customer: Customer,
  regionId: string,
  rows: Unshown[],
): Promise<Shown[]> {
  const listed = rows.filter((row) => row.is_listed)
  const sets = [...new Set(listed.flatMap((row) => row.price_sets))]
  const priced = await setsWithPrice(container, customer.id, regionId, sets)
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

/** Return the price sets that have a price for the customer in the region now. */
async function setsWithPrice(
  container: MedusaContainer,
  customerId: string,
  regionId: string,
  ids: string[],
): Promise<Set<string>> {
  if (ids.length === 0) {
    return new Set()
  }
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const [regions, groups] = await Promise.all([
    query.graph({ entity: "region", fields: ["currency_code"], filters: { id: regionId } }),
    query.graph({
      entity: "customer_group",
      fields: ["id"],
      filters: { customers: { id: customerId } } as object,
    }),
  ])
  const [region] = regions.data
  if (!region) {
    return new Set()
  }
  const context = {
    region_id: regionId,
    currency_code: region.currency_code,
    customer: { groups: groups.data.map(({ id }) => ({ id })) },
  }
  const prices = await container
    .resolve(Modules.PRICING)
    .calculatePrices({ id: ids }, { context: context as never })
  return new Set(prices.flatMap(({ id, calculated_amount }) => (calculated_amount === null ? [] : id)))
}
