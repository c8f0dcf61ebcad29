import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { soldIn } from "../carts/sales-channel"
import { IS_SELLABLE } from "./sellable"

/** Where products are sold: a currency in lower case, a region's id, and sales channels. */
export type Market = { currency: string; regionId: string; channels: string[] }

/**
 * Return how many products each category and those below it have for sale, by the category's id: what
 * GET /store/products counts of them with `x-sellable-in`. A category without any is not in there.
 */
export async function countByCategory(
  container: MedusaContainer,
  { currency, regionId, channels }: Market,
): Promise<Record<string, number>> {
  const database = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  const { rows } = (await database.raw(
    `select category.id, count(distinct p.id)::int as count
     from product_category_product entry
     join product_category below on below.id = entry.product_category_id
       and below.deleted_at is null and below.is_active and not below.is_internal
     join product_category category on category.id = any(string_to_array(below.mpath, '.'))
     join product p on p.id = entry.product_id
     where p.deleted_at is null and p.status = 'published'
       and ${soldIn("p.id", "?")}
       and ${IS_SELLABLE}
     group by 1`,
    [channels, currency, regionId],
  )) as { rows: { id: string; count: number }[] }
  return Object.fromEntries(rows.map(({ id, count }) => [id, count]))
}
