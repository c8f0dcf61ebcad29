import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { createReturnReasonsWorkflow } from "@medusajs/medusa/core-flows"

const REASONS = [
  { value: "wrong-size", label: "Wrong size" },
  { value: "damaged", label: "Arrived damaged" },
  { value: "not-needed", label: "No longer needed" },
]

/** Why shoppers send things back. */
export async function seedReturnReasons(container: MedusaContainer): Promise<void> {
  const known = await container.resolve(Modules.ORDER).listReturnReasons({}, { select: ["value"] })
  const data = REASONS.filter(({ value }) => !known.some((reason) => reason.value === value))
  if (data.length > 0) {
    await createReturnReasonsWorkflow(container).run({ input: { data } })
  }
}
