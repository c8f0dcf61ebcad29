import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

type Used = { id: string; used: number | null; raw_used: unknown }

/** How much of the promotions and their campaigns' budgets is used. */
export async function usage(container: MedusaContainer): Promise<{ promotions: Used[]; budgets: Used[] }> {
  const db = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  const promotions = await db("promotion")
    .where("code", "like", "EQ-%")
    .whereNull("deleted_at")
    .select("id", "used")
  const budgets = await db("promotion_campaign_budget")
    .whereNull("deleted_at")
    .select("id", "used", "raw_used")
  const by = (a: Used, b: Used) => (a.id < b.id ? -1 : 1)
  return { promotions: promotions.sort(by), budgets: budgets.sort(by) }
}

/** Set it back to what it was. */
export async function restoreUsage(
  container: MedusaContainer,
  { promotions, budgets }: Awaited<ReturnType<typeof usage>>,
): Promise<void> {
  const db = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  for (const { id, used } of promotions) {
    await db("promotion").where({ id }).update({ used })
  }
  for (const { id, used, raw_used } of budgets) {
    await db("promotion_campaign_budget")
      .where({ id })
      .update({ used, raw_used: raw_used === null ? null : JSON.stringify(raw_used) })
  }
}
