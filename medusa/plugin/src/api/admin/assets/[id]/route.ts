import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"

import { withOwners } from "../../../../modules/assets-services/ownership"
import type { AssetsServicesService } from "../../../../modules/assets-services/service"
import { ASSETS_SERVICES_MODULE } from "../../../../modules/assets-services/types"
import { ofAssetsServices } from "../../../../options"
import { requireExisting } from "../../existing"
import { deleteRecord, retrieveRecord } from "../../records"
import type { PatchAsset } from "../validators"

/** One asset, with its services. */
async function get(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  res.json({ asset: await retrieveRecord(req, "asset") })
}

/**
 * Update an asset. `customer_id` transfers it to another customer and unlinks it from other customers'
 * services.
 */
async function patch(req: MedusaRequest<PatchAsset>, res: MedusaResponse): Promise<void> {
  const { id } = req.params
  const changes = req.validatedBody
  await requireExisting(req.scope, "customer", [changes.customer_id])
  const service: AssetsServicesService = req.scope.resolve(ASSETS_SERVICES_MODULE)
  const asset = await withOwners(req.scope, async () => {
    const owner = changes.customer_id
    const { service_instances } = await service.retrieveAsset(id, { relations: ["service_instances"] })
    const foreign = service_instances.filter((one) => owner !== undefined && one.customer_id !== owner)
    const ids = foreign.map((one) => one.id)
    const services = await service.listServiceInstances(
      { id: ids },
      { relations: ["assets"], take: ids.length },
    )
    const left = services.map((one) => ({
      id: one.id,
      assets: one.assets.map((asset) => asset.id).filter((other) => other !== id),
    }))
    return service.handOverAsset({ ...changes, id }, left)
  })
  res.json({ asset })
}

/** Delete an asset. */
const remove = deleteRecord("asset", (service, id) => service.softDeleteAssets(id))

export const GET = ofAssetsServices(get)
export const PATCH = ofAssetsServices(patch)
export const DELETE = ofAssetsServices(remove)
