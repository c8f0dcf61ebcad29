import type { MedusaResponse, MedusaStoreRequest } from "@medusajs/framework/http"

import { setShipping } from "../../../../../../fast-checkout/set-shipping"
import { changedBy, respondWithCart } from "../../shown"
import type { PostShippingMethods } from "../../validators"

/** Choose shipping options; each replaces the cart's method of the same shipping profile. */
export async function POST(req: MedusaStoreRequest<PostShippingMethods>, res: MedusaResponse): Promise<void> {
  await setShipping(req.scope, req.params.id, req.validatedBody.options, changedBy(req))
  await respondWithCart(req, res)
}
