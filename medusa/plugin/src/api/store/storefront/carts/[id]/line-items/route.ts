import type { MedusaResponse, MedusaStoreRequest } from "@medusajs/framework/http"

import { soldLines } from "../../../../../../carts/sold-lines"
import { addLines } from "../../../../../../fast-checkout/add-lines"
import { changedBy, respondWithCart } from "../../shown"
import type { PostLines } from "../../validators"

/**
 * Add variants to a cart, if it is in the currency and the region that are named; one that the cart has with
 * the same metadata adds up in its line.
 */
export async function POST(req: MedusaStoreRequest<PostLines>, res: MedusaResponse): Promise<void> {
  const { items, ...place } = req.validatedBody
  const caller = changedBy(req)
  const lines = await soldLines(req.scope, items, caller.channelIds)
  await addLines(req.scope, req.params.id, lines, caller, place)
  await respondWithCart(req, res)
}
