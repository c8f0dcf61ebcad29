import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"

import { databaseOf } from "../../../../../../../database"
import type { GetOffers } from "../../../../../../../lists/validators"
import { compatibleServices } from "../../../../../../../offers/offers"
import { respondWithOffers } from "../../../../../../../offers/respond"
import { ofAssetsServices } from "../../../../../../../options"

/** The services that fit one of the customer's own assets, with their products. */
async function get(req: AuthenticatedMedusaRequest, res: MedusaResponse): Promise<void> {
  const offers = await compatibleServices(databaseOf(req.scope), req.params.id, req.auth_context.actor_id)
  await respondWithOffers(req, res, offers, req.validatedQuery as GetOffers)
}

export const GET = ofAssetsServices(get)
