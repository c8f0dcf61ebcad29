import type { MedusaStoreRequest } from "@medusajs/framework/http"

import { requireOwner } from "../../../carts/ownership"
import { refreshed } from "../../../payment-sessions/provider"
import { readSession } from "../../../payment-sessions/session"
import { callerOf } from "../caller"

/**
 * Return a payment session and its cart; unless it is new, with the status that its provider reports now.
 *
 * `current` is whether it can still pay for the cart, `is_fresh` whether the status is the provider's.
 */
export async function shownSession(req: MedusaStoreRequest<unknown>, id: string, { isNew = false } = {}) {
  const { fields } = req.queryConfig
  const found = await readSession(req.scope, id, fields)
  requireOwner(found.cart, callerOf(req))
  const reported = isNew ? undefined : await refreshed(req.scope, found.session)
  const { session, is_fresh } = reported ?? { session: found.session, is_fresh: true }
  const { customer_id = null, completed_at = null, customer = null } = found.cart
  const names = new Set(fields.map((field) => field.split(".")[0]))
  return {
    payment_session: Object.fromEntries(
      [...names].map((name) => [name, session[name as keyof typeof session] ?? null]),
    ),
    cart: { id: found.cart.id, customer_id, completed_at, customer },
    current: found.current,
    is_fresh,
  }
}
