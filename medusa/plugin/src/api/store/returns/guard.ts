import type { MedusaNextFunction, MedusaResponse, MedusaStoreRequest } from "@medusajs/framework/http"
import { ContainerRegistrationKeys, MedusaError } from "@medusajs/framework/utils"

import { OWNER_FIELDS, type Owned, requireOwner } from "../../../carts/ownership"
import { type OrderLine, requireReturnable, type Wanted } from "../../../orders/returnable"
import { callerOf } from "../caller"
import { passWithLock } from "../hold"

type Body = {
  order_id?: unknown
  items?: Wanted[]
  return_shipping?: { price?: unknown } | null
  receive_now?: unknown
}

const DETAIL = ["fulfilled", "return_requested", "return_received", "return_dismissed"].map(
  (name) => `items.detail.${name}_quantity`,
)

/**
 * Allow a return of an order that belongs to a guest or the caller, of what was not returned yet.
 *
 * Medusa's own route checks neither, and lets the client say that the goods have arrived, and what the way
 * back costs. Returns of one order wait for each other.
 */
export async function guardReturn(
  req: MedusaStoreRequest<Body | undefined>,
  res: MedusaResponse,
  next: MedusaNextFunction,
): Promise<void> {
  const { order_id, items, ...said } = req.body ?? {}
  if (typeof order_id !== "string" || !Array.isArray(items)) {
    return next()
  }
  requireNoSay(said)
  await passWithLock(req, res, next, [`order-return:${order_id}`], async () => {
    const query = req.scope.resolve(ContainerRegistrationKeys.QUERY)
    const { data } = await query.graph({
      entity: "order",
      fields: ["id", ...OWNER_FIELDS, "items.id", ...DETAIL],
      filters: { id: order_id },
    })
    const order = data[0] as unknown as (Owned & { items?: OrderLine[] }) | undefined
    // Medusa responds 404 to a missing order.
    if (order) {
      requireOwner(order, callerOf(req), "order")
      requireReturnable(order.items ?? [], items)
    }
  })
}

function requireNoSay({ receive_now, return_shipping }: Body): void {
  const isSaid = {
    receive_now: receive_now === true,
    "return_shipping.price": (return_shipping?.price ?? undefined) !== undefined,
  }
  const said = Object.entries(isSaid).flatMap(([name, is]) => (is ? name : []))
  if (said.length > 0) {
    throw new MedusaError(MedusaError.Types.INVALID_DATA, `Only the shop can set ${said.join(", ")}`)
  }
}
