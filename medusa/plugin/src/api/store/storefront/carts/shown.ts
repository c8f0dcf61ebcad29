import type { MedusaResponse, MedusaStoreRequest } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { cartNotFound } from "../../../../carts/not-found"
import type { Caller } from "../../../../fast-checkout/change-cart"
import { callerOf, channelsOf } from "../../caller"

/** Return who changes the cart, by the request's token and publishable key. */
export function changedBy(req: MedusaStoreRequest<unknown>): Caller {
  return { customerId: callerOf(req), channelIds: channelsOf(req) }
}

/** Respond with the cart as it is now. */
export async function respondWithCart(req: MedusaStoreRequest<unknown>, res: MedusaResponse): Promise<void> {
  const { id } = req.params
  const query = req.scope.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity: "cart", fields: req.queryConfig.fields, filters: { id } })
  if (data.length === 0) {
    throw cartNotFound(id)
  }
  res.json({ cart: data[0] })
}
