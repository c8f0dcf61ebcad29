import type { MedusaNextFunction, MedusaResponse, MedusaStoreRequest } from "@medusajs/framework/http"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

/** The header with a currency, such as `eur`: the list has only what can be bought in it. */
const HEADER = "x-sellable-in"
const MANY = 5000

/** SQL: whether the product `p` can be bought; its values are a currency in lower case and a region's id. */
export const IS_SELLABLE = `exists (
  select 1 from product_variant v
  join product_variant_price_set link on link.variant_id = v.id and link.deleted_at is null
  join price on price.price_set_id = link.price_set_id and price.deleted_at is null
  where v.product_id = p.id and v.deleted_at is null and v.sku <> '' and price.currency_code = ?
    and not exists (
      select 1 from price_rule rule
      where rule.price_id = price.id and rule.deleted_at is null
        and rule.attribute = 'region_id' and rule.operator = 'eq' and rule.value <> ?))`

/**
 * Leave products out of GET /store/products that cannot be bought: no variant has both an SKU and a price
 * in the currency. So the count is that of the products a storefront can show, and every page is full.
 *
 * A price of another region does not count. A price that only a price list has counts, since it can change
 * at any time.
 */
export async function onlySellable(
  req: MedusaStoreRequest,
  _res: MedusaResponse,
  next: MedusaNextFunction,
): Promise<void> {
  const currency = req.headers[HEADER]
  const region = (req.validatedQuery as { region_id?: unknown } | undefined)?.region_id
  if (typeof currency !== "string" || typeof region !== "string" || !/^[A-Za-z]{3}$/.test(currency)) {
    return next()
  }
  const hidden = await unsellableIds(req.scope, currency.toLowerCase(), region)
  if (hidden.length > 0) {
    const { id } = req.filterableFields as { id?: unknown }
    const wanted = id === undefined ? [] : [id].flat()
    req.filterableFields.id =
      id === undefined ? { $nin: hidden } : wanted.filter((one) => !hidden.includes(one as string))
  }
  return next()
}

async function unsellableIds(
  container: MedusaContainer,
  currency: string,
  region: string,
): Promise<string[]> {
  const database = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  const { rows } = (await database.raw(
    `select p.id from product p
     where p.deleted_at is null and p.status = 'published' and not ${IS_SELLABLE}
     order by p.id limit ?`,
    [currency, region, MANY],
  )) as { rows: { id: string }[] }
  return rows.map(({ id }) => id)
}
