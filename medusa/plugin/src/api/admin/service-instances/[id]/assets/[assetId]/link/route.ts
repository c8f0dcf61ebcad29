import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"

import { requireOwnAssets, withOwners } from "../../../../../../../modules/assets-services/ownership"
import type { AssetsServicesService } from "../../../../../../../modules/assets-services/service"
import { ASSETS_SERVICES_MODULE } from "../../../../../../../modules/assets-services/types"
import { ofAssetsServices } from "../../../../../../../options"
import { requireExisting } from "../../../../../existing"

/** Link an asset to a service of the same customer; linking it twice changes nothing. */
async function post(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  const { id, assetId } = req.params
  await requireExisting(req.scope, "asset", [assetId])
  const service: AssetsServicesService = req.scope.resolve(ASSETS_SERVICES_MODULE)
  await changeAssets(req, res, async (ids) => {
    const { customer_id } = await service.retrieveServiceInstance(id, { select: ["id", "customer_id"] })
    requireOwnAssets([await service.retrieveAsset(assetId, { select: ["id", "customer_id"] })], customer_id)
    return [...new Set([...ids, assetId])]
  })
}

/** Unlink an asset from a service. */
async function remove(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  await changeAssets(req, res, async (ids) => ids.filter((id) => id !== req.params.assetId))
}

async function changeAssets(
  req: MedusaRequest,
  res: MedusaResponse,
  change: (ids: string[]) => Promise<string[]>,
): Promise<void> {
  const { id } = req.params
  const service: AssetsServicesService = req.scope.resolve(ASSETS_SERVICES_MODULE)
  const serviceInstance = await withOwners(req.scope, async () => {
    const before = await service.retrieveServiceInstance(id, { relations: ["assets"] })
    const assets = await change(before.assets.map((asset) => asset.id))
    await service.updateServiceInstances({ id, assets })
    return service.retrieveServiceInstance(id, { relations: ["assets"] })
  })
  res.json({ serviceInstance })
}

export const POST = ofAssetsServices(post)
export const DELETE = ofAssetsServices(remove)
