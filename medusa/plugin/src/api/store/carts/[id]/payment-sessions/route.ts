import type { MedusaResponse, MedusaStoreRequest } from "@medusajs/framework/http"

import { createSession } from "../../../../../payment-sessions/create"
import { callerOf } from "../../../caller"
import { shownSession } from "../../../payment-sessions/shown"
import type { PostCartPaymentSession } from "../../../payment-sessions/validators"

/** Create the cart's payment session; it replaces the previous one. */
export async function POST(
  req: MedusaStoreRequest<PostCartPaymentSession>,
  res: MedusaResponse,
): Promise<void> {
  const { provider_id, data = {}, session_metadata = {} } = req.validatedBody
  const wanted = { provider_id, data, session_metadata }
  const id = await createSession(req.scope, req.params.id, callerOf(req), wanted)
  res.json(await shownSession(req, id, { isNew: true }))
}
