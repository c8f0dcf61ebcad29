import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"

import type { AssetsServicesService } from "../../../modules/assets-services/service"
import { ASSETS_SERVICES_MODULE } from "../../../modules/assets-services/types"
import { ofAssetsServices } from "../../../options"
import { requireExisting } from "../existing"
import { listRecords } from "../records"
import { totalsOf } from "../totals"
import type { GetAssets, PostAsset } from "./validators"

/** Assets, of one customer with `customerId`. */
async function get(req: MedusaRequest<unknown, GetAssets>, res: MedusaResponse): Promise<void> {
  const { name, ...filters } = req.filterableFields as Partial<GetAssets>
  const { rows, ...page } = await listRecords(req, "asset", {
    ...filters,
    ...(name ? { name: { $ilike: `%${name}%` } } : {}),
  })
  res.json({ assets: rows, ...page })
}

/** Create an asset. */
async function post(req: MedusaRequest<PostAsset>, res: MedusaResponse): Promise<void> {
  const { currency_code, region_id, ...asset } = req.validatedBody
  await requireExisting(req.scope, "product_variant", [asset.product_variant_id])
  await requireExisting(req.scope, "customer", [asset.customer_id])
  const totals = await totalsOf(req.scope, req.validatedBody)
  const service: AssetsServicesService = req.scope.resolve(ASSETS_SERVICES_MODULE)
  const created = await service.createAssets({ ...asset, totals })
  res.json({ asset: created })
}

export const GET = ofAssetsServices(get)
export const POST = ofAssetsServices(post)
