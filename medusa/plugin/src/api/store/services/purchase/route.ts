import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"

import { ofAssetsServices } from "../../../../options"
import { purchaseService } from "../../../../service-purchase/purchase"
import { buyerOf, respond } from "../bought"
import type { PostServicePurchase } from "../validators"

/** Buy a service for the caller. */
async function post(
  req: AuthenticatedMedusaRequest<PostServicePurchase>,
  res: MedusaResponse,
): Promise<void> {
  await respond(req, res, () => purchaseService(req.scope, buyerOf(req)))
}

export const POST = ofAssetsServices(post)
