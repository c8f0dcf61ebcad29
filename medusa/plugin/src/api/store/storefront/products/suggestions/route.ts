import type { MedusaResponse, MedusaStoreRequest } from "@medusajs/framework/http"

import { shopperOf } from "../../../../../catalogue/shopper"
import { suggest } from "../../../../../catalogue/suggestions"
import { hasTrigrams } from "../../../../../catalogue/tables"
import { callerOf, channelsOf } from "../../../caller"
import { GetSuggestions, readQuery } from "../validators"

/** Products whose title is being typed. */
export async function GET(req: MedusaStoreRequest, res: MedusaResponse): Promise<void> {
  const wanted = readQuery(GetSuggestions, req.query)
  const canCompare = await hasTrigrams(req.scope)
  const shopper = await shopperOf(req.scope, {
    region: wanted.region_id,
    customer: callerOf(req),
    channels: channelsOf(req),
  })
  res.json({ products: await suggest(req.scope, shopper, wanted, canCompare) })
}
