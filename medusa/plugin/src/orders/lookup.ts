import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

/**
 * Return the id of a guest's order by its number and email, ignoring case; undefined when there is none.
 *
 * One query whatever is there: an account holder's order, another email and a number that does not exist take
 * the same time and look the same.
 */
export async function findGuestsOrder(
  container: MedusaContainer,
  { number, email, channels }: { number: number; email: string; channels: string[] },
): Promise<string | undefined> {
  const database = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  const { rows } = (await database.raw(
    `select o.id from "order" o left join customer c on c.id = o.customer_id
     where o.display_id = ? and lower(o.email) = ? and o.is_draft_order = false and o.deleted_at is null
       and o.sales_channel_id = any(?)
       and (o.customer_id is null or (c.has_account = false and c.deleted_at is null))
     order by o.created_at desc limit 1`,
    [number, email.trim().toLowerCase(), channels],
  )) as { rows: { id: string }[] }
  return rows[0]?.id
}
