import type { MedusaResponse, MedusaStoreRequest } from "@medusajs/framework/http"

import { requireOwner } from "../../../../carts/ownership"
import { deleteSession, updateSession } from "../../../../payment-sessions/change"
import { readSession } from "../../../../payment-sessions/session"
import { callerOf } from "../../caller"
import type { PostPaymentSession } from "../validators"

/** One payment session, with the cart that it is to pay for; `current` tells whether it still can. */
export async function GET(req: MedusaStoreRequest, res: MedusaResponse): Promise<void> {
  res.json(await shown(req))
}

/** Merges the shopper's data into the session. */
export async function POST(req: MedusaStoreRequest<PostPaymentSession>, res: MedusaResponse): Promise<void> {
  await updateSession(req.scope, req.params.id, callerOf(req), req.validatedBody.data)
  res.json(await shown(req))
}

/** Cancels the session; the cart stays open. */
export async function DELETE(req: MedusaStoreRequest, res: MedusaResponse): Promise<void> {
  const { id } = req.params
  await deleteSession(req.scope, id, callerOf(req))
  res.json({ id, object: "payment_session", deleted: true })
}

async function shown(req: MedusaStoreRequest<unknown>) {
  const { fields } = req.queryConfig
  const { session, cart, current } = await readSession(req.scope, req.params.id, fields)
  requireOwner(cart, callerOf(req))
  const { id, customer_id = null, completed_at = null, customer = null } = cart
  return {
    payment_session: Object.fromEntries(
      fields.map((field) => [field, session[field as keyof typeof session]]),
    ),
    cart: { id, customer_id, completed_at, customer },
    current,
  }
}
