import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"

import { ASSETS_SERVICES_MODULE } from "../../../../../../../modules/assets-services"
import type { AssetsServicesService } from "../../../../../../../modules/assets-services/service"
import { requireExisting } from "../../../../../existing"

/** Puts an asset under a service; it may be there already. */
export async function POST(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  await requireExisting(req.scope, "asset", [req.params.assetId])
  await changeAssets(req, res, (ids) => [...new Set([...ids, req.params.assetId])])
}

/** Takes an asset from a service. */
export async function DELETE(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  await changeAssets(req, res, (ids) => ids.filter((id) => id !== req.params.assetId))
}

async function changeAssets(
  req: MedusaRequest,
  res: MedusaResponse,
  change: (ids: string[]) => string[],
): Promise<void> {
  const { id } = req.params
  const service: AssetsServicesService = req.scope.resolve(ASSETS_SERVICES_MODULE)
  const before = await service.retrieveServiceInstance(id, { relations: ["assets"] })
  await service.updateServiceInstances({ id, assets: change(before.assets.map((asset) => asset.id)) })
  const serviceInstance = await service.retrieveServiceInstance(id, { relations: ["assets"] })
  res.json({ serviceInstance })
}
