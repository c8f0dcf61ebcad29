import type { MedusaResponse, MedusaStoreRequest } from "@medusajs/framework/http"

import { countByCategory } from "../../../../catalogue/counts"
import { channelsOf } from "../../caller"
import type { GetCategoryCounts } from "./validators"

/** How many products each category has for sale in the key's sales channels. */
export async function GET(req: MedusaStoreRequest, res: MedusaResponse): Promise<void> {
  const { currency_code, region_id } = req.validatedQuery as unknown as GetCategoryCounts
  const market = { currency: currency_code, regionId: region_id, channels: channelsOf(req) }
  res.json({ counts: await countByCategory(req.scope, market) })
}
