import type { MedusaResponse, MedusaStoreRequest } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { cartNotFound } from "../../../../../carts/not-found"
import { requireOwner } from "../../../../../carts/ownership"
import { checkoutFacts, orderOfCart, readForCheckout } from "../../../../../checkout/facts"
import { callerOf } from "../../../caller"
import type { GetCartCheckout } from "./validators"

/** A cart with what decides whether it can be ordered; for a completed one, the order that it became. */
export async function GET(req: MedusaStoreRequest, res: MedusaResponse): Promise<void> {
  const { id } = req.params
  const query = req.scope.resolve(ContainerRegistrationKeys.QUERY)
  const [known, { data }] = await Promise.all([
    readForCheckout(req.scope, id),
    query.graph({ entity: "cart", fields: req.queryConfig.fields, filters: { id } }),
  ])
  if (!known || data.length === 0) {
    throw cartNotFound(id)
  }
  requireOwner(known, callerOf(req))
  if (known.completed_at) {
    res.json({ cart: data[0], order: (await orderOfCart(req.scope, id)) ?? null })
    return
  }
  const { shipping_option_id = [] } = req.validatedQuery as GetCartCheckout
  res.json({ cart: data[0], checkout: await checkoutFacts(req.scope, known, shipping_option_id) })
}
