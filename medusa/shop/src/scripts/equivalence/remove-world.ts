import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { NAME } from "./name"

/** Delete the world, and all carts and orders made in it. */
export async function removeWorld(container: MedusaContainer): Promise<void> {
  const db = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  const like = `${NAME}%`
  const run = (sql: string, ...values: string[]) => db.raw(sql, values.length > 0 ? values : [like])
  const now = "set deleted_at = now() where deleted_at is null and"
  await run(
    "update region_country set region_id = null where region_id in (select id from region where name like ?)",
  )
  await run(`update region ${now} name like ?`)
  await run(
    "update tax_rate_rule set deleted_at = now() where tax_rate_id in (select r.id from tax_rate r join tax_region t on t.id = r.tax_region_id where t.country_code in ('gr', 'pt', 'se') and ?::text <> '')",
  )
  await run(
    `update tax_rate ${now} tax_region_id in (select id from tax_region where country_code in ('gr', 'pt', 'se') and ?::text <> '')`,
  )
  await run(`update tax_region ${now} country_code in ('gr', 'pt', 'se') and ?::text <> ''`)
  await run(
    `update price_preference ${now} attribute = 'region_id' and value in (select id from region where name like ?)`,
  )
  await run(
    "update inventory_level set deleted_at = now() where location_id in (select id from stock_location where name like ?)",
  )
  await run(`update inventory_item ${now} sku like ?`)
  await run(`update product_variant ${now} sku like ?`)
  await run(`update product ${now} title like ?`)
  await run(`update product_type ${now} value like ?`)
  await run(`update price_list ${now} title like ?`)
  await run(
    `update promotion_campaign_budget ${now} campaign_id in (select id from promotion_campaign where name like ?)`,
  )
  await run(`update promotion_campaign ${now} name like ?`)
  await run(`update promotion ${now} code like ?`, "EQ-%")
  await run(
    `update shipping_option ${now} service_zone_id in (select id from service_zone where name like ?)`,
  )
  await run(`update service_zone ${now} name like ?`)
  await run(`update fulfillment_set ${now} name like ?`)
  await run(`update shipping_profile ${now} name like ?`)
  await run(`update stock_location ${now} name like ?`)
  await run(`update customer_group ${now} name like ?`)
  await run(`update "order" ${now} sales_channel_id in (select id from sales_channel where name like ?)`)
  await run(`update cart ${now} sales_channel_id in (select id from sales_channel where name like ?)`)
  await run(`update sales_channel ${now} name like ?`)
  await run(`update customer ${now} email like ?`, "equivalence-%@lab.local")
}
