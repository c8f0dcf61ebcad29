import type { MedusaResponse, MedusaStoreRequest } from "@medusajs/framework/http"

import { databaseOf } from "../../../../../../database"
import type { GetVariantReferences } from "../../../../../../lists/validators"
import { referencesOf } from "../../../../../../offers/offers"
import { respondWithOffers } from "../../../../../../offers/respond"
import { ofAssetsServices } from "../../../../../../options"

/** The variants for sale that a product's variant refers to, with their products. */
async function get(req: MedusaStoreRequest, res: MedusaResponse): Promise<void> {
  const { product_id, reference_type, ...shown } = req.validatedQuery as GetVariantReferences
  const offers = await referencesOf(databaseOf(req.scope), product_id, req.params.id, reference_type)
  await respondWithOffers(req, res, offers, shown)
}

export const GET = ofAssetsServices(get)
