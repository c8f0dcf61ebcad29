import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"

import { confirmAsset } from "../../../../../assets/confirm"
import { ofAssetsServices } from "../../../../../options"
import { retrieveRecord } from "../../../records"

/** Confirm an asset that a customer has registered. */
async function post(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  await confirmAsset(req.scope, req.params.id)
  const asset = await retrieveRecord(req, "asset", ["id", "status", "confirmation"])
  res.json({ asset })
}

export const POST = ofAssetsServices(post)
