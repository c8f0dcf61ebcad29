import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, QueryContext } from "@medusajs/framework/utils"
import { z } from "@medusajs/framework/zod"

import type { Totals as TotalsType } from "../../modules/assets-services/types"

/** What was paid, in a request body. */
export const Totals = z.object({
  currency: z.string().length(3).toLowerCase(),
  total_price: z.object({ value: z.number().min(0) }),
})

type Purchase = {
  totals?: TotalsType | null
  product_variant_id: string
  currency_code?: string
  region_id?: string
}

/** Return the body's totals, or the variant's current price when the body names a currency. */
export async function totalsOf(container: MedusaContainer, purchase: Purchase): Promise<TotalsType | null> {
  if (purchase.totals || !purchase.currency_code) {
    return purchase.totals ?? null
  }
  const currency = purchase.currency_code
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "product_variant",
    fields: ["calculated_price.calculated_amount"],
    filters: { id: purchase.product_variant_id },
    context: {
      calculated_price: QueryContext({ currency_code: currency, region_id: purchase.region_id }),
    },
  })
  const [variant] = data as { calculated_price?: { calculated_amount: number | null } }[]
  const value = variant?.calculated_price?.calculated_amount ?? null
  return value === null ? null : { currency, total_price: { value } }
}
