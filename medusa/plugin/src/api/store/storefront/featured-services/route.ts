import type { MedusaResponse, MedusaStoreRequest } from "@medusajs/framework/http"

import { databaseOf } from "../../../../database"
import type { GetOffers } from "../../../../lists/validators"
import { featuredServices } from "../../../../offers/offers"
import { respondWithOffers } from "../../../../offers/respond"
import { ofAssetsServices } from "../../../../options"

/** The services that the shop features, with their products. */
async function get(req: MedusaStoreRequest, res: MedusaResponse): Promise<void> {
  const offers = await featuredServices(databaseOf(req.scope))
  await respondWithOffers(req, res, offers, req.validatedQuery as GetOffers)
}

export const GET = ofAssetsServices(get)
