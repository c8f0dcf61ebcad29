import type { MedusaResponse, MedusaStoreRequest } from "@medusajs/framework/http"

import { listProducts } from "../../../../catalogue/product-list"
import { shopperOf } from "../../../../catalogue/shopper"
import { hasTrigrams } from "../../../../catalogue/tables"
import { callerOf, channelsOf } from "../../caller"
import { GetProducts, readQuery } from "./validators"

/** The products for sale, with prices as the caller gets them. */
export async function GET(req: MedusaStoreRequest, res: MedusaResponse): Promise<void> {
  const page = readQuery(GetProducts, req.query)
  const canCompare = await hasTrigrams(req.scope)
  const shopper = await shopperOf(req.scope, {
    region: page.region_id,
    country: page.country_code,
    customer: callerOf(req),
    channels: channelsOf(req),
  })
  const { limit, offset } = page
  res.json({ ...(await listProducts(req.scope, shopper, page, req.locale, canCompare)), limit, offset })
}
