import type { MedusaResponse, MedusaStoreRequest } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { defaultStoreCartFields } from "@medusajs/medusa/api/store/carts/query-config"

import { checkout } from "../../../../../../fast-checkout/checkout"
import { changedBy } from "../../shown"
import type { PostCheckout } from "../../validators"

/**
 * Do all of a checkout. Responds with the order, or as Medusa's own route with the cart and the error of its
 * payment, or with `type: "open"` when nothing was ordered: `step` is what was done.
 */
export async function POST(req: MedusaStoreRequest<PostCheckout>, res: MedusaResponse): Promise<void> {
  const { id } = req.params
  const outcome = await checkout(req.scope, id, req.validatedBody, changedBy(req))
  const query = req.scope.resolve(ContainerRegistrationKeys.QUERY)
  if (outcome.type === "open") {
    res.json({ type: "open", step: outcome.step })
    return
  }
  if (outcome.type === "cart") {
    const fields = defaultStoreCartFields.map((field: string) => field.replace(/^\*(.*)$/, "$1.*"))
    const { data } = await query.graph({ entity: "cart", fields, filters: { id } })
    const { message, name, type } = outcome.error
    res.json({ type: "cart", cart: data[0], error: { message, name, type } })
    return
  }
  const { fields } = req.queryConfig
  const { data } = await query.graph({ entity: "order", fields, filters: { id: outcome.id } })
  res.json({ type: "order", order: data[0] })
}
