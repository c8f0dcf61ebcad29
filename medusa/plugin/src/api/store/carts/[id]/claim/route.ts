import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { claimCart } from "../../../../../carts/claim"
import { cartNotFound } from "../../../../../carts/not-found"

/**
 * Transfer a guest's cart to the caller. Returns the caller's cart that holds the lines now and, where that
 * is another cart, the promotion codes of the claimed one.
 */
export async function POST(req: AuthenticatedMedusaRequest, res: MedusaResponse): Promise<void> {
  const { id, codes } = await claimCart(req.scope, req.params.id, req.auth_context.actor_id)
  const query = req.scope.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity: "cart", fields: req.queryConfig.fields, filters: { id } })
  if (data.length === 0) {
    throw cartNotFound(id)
  }
  res.json({ cart: data[0], merged_codes: id === req.params.id ? null : codes })
}
