import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"

import { resourceList } from "../../../../../../lists/respond"
import type { GetAssetList } from "../../../../../../lists/validators"
import { ofAssetsServices } from "../../../../../../options"

/** A page of the customer's own assets, with their products as the Store API returns them. */
async function get(req: AuthenticatedMedusaRequest, res: MedusaResponse): Promise<void> {
  const { created_at: date, ...list } = req.validatedQuery as GetAssetList
  const { rows, count, products } = await resourceList(req, "asset", { ...list, date })
  res.json({ assets: rows, products, count, limit: list.limit, offset: list.offset })
}

export const GET = ofAssetsServices(get)
