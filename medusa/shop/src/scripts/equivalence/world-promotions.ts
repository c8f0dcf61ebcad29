import type { MedusaContainer } from "@medusajs/framework/types"
import { createPromotionsWorkflow } from "@medusajs/medusa/core-flows"

import { required } from "../seed/required"
import { NAME } from "./name"
import type { World } from "./world"

/** Create promotions of each kind; returns their codes, and the ids of the automatic ones. */
export async function createPromotions(
  container: MedusaContainer,
  exclusiveId: string,
  inclusiveId: string,
  variants: World["variants"],
): Promise<Pick<World, "codes" | "automatic">> {
  const method = (type: string, target_type: string, value: number, more: object = {}) => ({
    type,
    target_type,
    value,
    allocation: target_type === "order" ? undefined : "across",
    currency_code: type === "fixed" ? "eur" : undefined,
    ...more,
  })
  const code = (name: string) => `EQ-${name}`
  const promotion = (name: string, application_method: object, more: object = {}) => ({
    code: code(name),
    type: "standard",
    status: "active",
    application_method,
    ...more,
  })
  const campaign = (name: string, budget: object) => ({
    campaign: { name: `${NAME} ${name}`, campaign_identifier: `${NAME}-${name}`, budget },
  })
  const variant = (name: string) => ({
    attribute: "items.variant_id",
    operator: "eq",
    values: [required(variants[name], name)],
  })
  const region = (id: string) => [{ attribute: "region.id", operator: "eq", values: [id] }]
  const dear = { attribute: "item_total", operator: "gte", values: ["90"] }
  const data = [
    promotion("PERCENT", method("percentage", "items", 10)),
    promotion("FIXED", method("fixed", "items", 5)),
    promotion("EACH", method("percentage", "items", 15, { allocation: "each", max_quantity: 2 })),
    promotion("ORDER", method("fixed", "order", 7)),
    promotion("ALL", method("percentage", "items", 100)),
    promotion("DELIVERY", method("percentage", "shipping_methods", 50)),
    promotion("INCLUSIVE", method("fixed", "items", 4), { is_tax_inclusive: true }),
    promotion("LIMITED", method("percentage", "items", 12), { limit: 100 }),
    promotion("SPENT", method("percentage", "items", 13), { limit: 0 }),
    promotion(
      "BUDGET",
      method("fixed", "items", 6),
      campaign("spend", { type: "spend", limit: 100_000, currency_code: "eur" }),
    ),
    promotion("USES", method("percentage", "items", 9), campaign("usage", { type: "usage", limit: 10_000 })),
    promotion("THRICE", method("percentage", "items", 20), {
      type: "buyget",
      application_method: {
        type: "percentage",
        target_type: "items",
        allocation: "each",
        value: 100,
        max_quantity: 1,
        apply_to_quantity: 1,
        buy_rules_min_quantity: 2,
        buy_rules: [variant("plain")],
        target_rules: [variant("two taxes")],
      },
    }),
    // Only carts of these regions get it.
    promotion("AUTOMATIC", method("percentage", "items", 3), {
      is_automatic: true,
      rules: [...region(inclusiveId), { attribute: "item_total", operator: "gte", values: ["1000"] }],
    }),
    promotion("AUTOMATIC-DELIVERY", method("percentage", "shipping_methods", 100), {
      is_automatic: true,
      rules: [...region(exclusiveId), dear],
    }),
  ]
  const { result } = await createPromotionsWorkflow(container).run({
    input: { promotionsData: data } as unknown as Parameters<
      ReturnType<typeof createPromotionsWorkflow>["run"]
    >[0] extends { input?: infer Input }
      ? Input
      : never,
  })
  return {
    codes: data.filter((one) => !("is_automatic" in one)).map((one) => one.code),
    automatic: result.filter((one) => one.is_automatic).map(({ id }) => id),
  }
}
