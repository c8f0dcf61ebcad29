import type { CreatePromotionDTO, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { createPromotionsWorkflow } from "@medusajs/medusa/core-flows"

export const PROMOTIONS = { percentage: "SAVE10", fixed: "TAKE5" }

const INPUT: CreatePromotionDTO[] = [
  {
    code: PROMOTIONS.percentage,
    type: "standard",
    status: "active",
    application_method: { type: "percentage", target_type: "items", allocation: "across", value: 10 },
  },
  {
    code: PROMOTIONS.fixed,
    type: "standard",
    status: "active",
    application_method: {
      type: "fixed",
      target_type: "items",
      allocation: "across",
      value: 5,
      currency_code: "eur",
    },
  },
]

/** Ten percent off the items, and five euros off. */
export async function seedPromotions(container: MedusaContainer): Promise<void> {
  const known = await container.resolve(Modules.PROMOTION).listPromotions({ code: Object.values(PROMOTIONS) })
  const missing = INPUT.filter(({ code }) => !known.some((promotion) => promotion.code === code))
  if (missing.length > 0) {
    await createPromotionsWorkflow(container).run({ input: { promotionsData: missing } })
  }
}
