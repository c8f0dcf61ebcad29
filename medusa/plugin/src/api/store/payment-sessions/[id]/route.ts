import type { MedusaResponse, MedusaStoreRequest } from "@medusajs/framework/http"

import { deleteSession, updateSession } from "../../../../payment-sessions/change"
import { callerOf } from "../../caller"
import { shownSession } from "../shown"
import type { PostPaymentSession } from "../validators"

/** One payment session. */
export async function GET(req: MedusaStoreRequest, res: MedusaResponse): Promise<void> {
  res.json(await shownSession(req, req.params.id))
}

/** Merge the shopper's changes into the session. */
export async function POST(req: MedusaStoreRequest<PostPaymentSession>, res: MedusaResponse): Promise<void> {
  await updateSession(req.scope, req.params.id, callerOf(req), req.validatedBody)
  res.json(await shownSession(req, req.params.id))
}

/** Cancel the session; the cart stays open. */
export async function DELETE(req: MedusaStoreRequest, res: MedusaResponse): Promise<void> {
  const { id } = req.params
  await deleteSession(req.scope, id, callerOf(req))
  res.json({ id, object: "payment_session", deleted: true })
}
