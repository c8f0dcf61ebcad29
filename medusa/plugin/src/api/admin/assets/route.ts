import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { defineFileConfig } from "@medusajs/framework/utils"

import type { AssetsServicesService } from "../../../modules/assets-services/service"
import { ASSETS_SERVICES_MODULE } from "../../../modules/assets-services/types"
import { withoutAssetsServices } from "../../../options"
import { requireExisting } from "../existing"
import { listRecords } from "../list-records"
import { totalsOf } from "../totals"
import type { GetAssets, PostAsset } from "./validators"

defineFileConfig({ isDisabled: withoutAssetsServices })

/** Assets, of one customer with `customerId`. */
export async function GET(req: MedusaRequest<unknown, GetAssets>, res: MedusaResponse): Promise<void> {
  const { name, ...filters } = req.filterableFields as Partial<GetAssets>
  const { rows, ...page } = await listRecords(req, "asset", {
    ...filters,
    ...(name ? { name: { $ilike: `%${name}%` } } : {}),
  })
  res.json({ assets: rows, ...page })
}

/** Create an asset. */
export async function POST(req: MedusaRequest<PostAsset>, res: MedusaResponse): Promise<void> {
  const { currency_code, region_id, ...asset } = req.validatedBody
  await requireExisting(req.scope, "product_variant", [asset.product_variant_id])
  await requireExisting(req.scope, "customer", [asset.customer_id])
  const totals = await totalsOf(req.scope, req.validatedBody)
  const service: AssetsServicesService = req.scope.resolve(ASSETS_SERVICES_MODULE)
  const created = await service.createAssets({ ...asset, totals })
  res.json({ asset: created })
}
