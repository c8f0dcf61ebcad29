import type { MedusaResponse, MedusaStoreRequest } from "@medusajs/framework/http"

import { changeLine } from "../../../../../../../fast-checkout/change-line"
import { changedBy, respondWithCart } from "../../../shown"
import type { PostLine } from "../../../validators"

/** Change a line's quantity, or remove the line with 0. */
export async function POST(req: MedusaStoreRequest<PostLine>, res: MedusaResponse): Promise<void> {
  const { id, line_id = "" } = req.params
  await changeLine(req.scope, id, line_id, req.validatedBody, changedBy(req))
  await respondWithCart(req, res)
}
