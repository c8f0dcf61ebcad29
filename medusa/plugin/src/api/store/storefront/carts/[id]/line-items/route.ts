import type { MedusaResponse, MedusaStoreRequest } from "@medusajs/framework/http"

import { addLines } from "../../../../../../fast-checkout/add-lines"
import { changedBy, respondWithCart } from "../../shown"
import type { PostLines } from "../../validators"

/** Add variants to a cart; one that the cart has with the same metadata adds up in its line. */
export async function POST(req: MedusaStoreRequest<PostLines>, res: MedusaResponse): Promise<void> {
  await addLines(req.scope, req.params.id, req.validatedBody.items, changedBy(req))
  await respondWithCart(req, res)
}
