import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"

import { ownedBy, withOwners } from "../../../../modules/assets-services/ownership"
import type { AssetsServicesService } from "../../../../modules/assets-services/service"
import { ASSETS_SERVICES_MODULE } from "../../../../modules/assets-services/types"
import { ofAssetsServices } from "../../../../options"
import { requireExisting } from "../../existing"
import { deleteRecord, retrieveRecord } from "../../records"
import type { PatchServiceInstance } from "../validators"

/** One service instance, with its assets. */
async function get(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  res.json({ serviceInstance: await retrieveRecord(req, "service_instance") })
}

/**
 * Update a service instance. `customer_id` transfers it to another customer, without other customers'
 * assets.
 */
async function patch(req: MedusaRequest<PatchServiceInstance>, res: MedusaResponse): Promise<void> {
  const { id } = req.params
  const changes = req.validatedBody
  await requireExisting(req.scope, "customer", [changes.customer_id])
  const service: AssetsServicesService = req.scope.resolve(ASSETS_SERVICES_MODULE)
  const serviceInstance = await withOwners(req.scope, async () => {
    const before = await service.retrieveServiceInstance(id, { select: ["id"], relations: ["assets"] })
    const owner = changes.customer_id
    // Owner and links are written in one transaction.
    const links = owner === undefined ? {} : { assets: ownedBy(before.assets, owner) }
    return service.updateServiceInstances({ ...changes, ...links, id })
  })
  res.json({ serviceInstance })
}

/** Delete a service instance. */
const remove = deleteRecord("service_instance", (service, id) => service.softDeleteServiceInstances(id))

export const GET = ofAssetsServices(get)
export const PATCH = ofAssetsServices(patch)
export const DELETE = ofAssetsServices(remove)
