import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"

import { requireOwnAssets, withOwners } from "../../../modules/assets-services/ownership"
import type { AssetsServicesService } from "../../../modules/assets-services/service"
import { ASSETS_SERVICES_MODULE } from "../../../modules/assets-services/types"
import { ofAssetsServices } from "../../../options"
import { requireExisting } from "../existing"
import { listRecords } from "../records"
import { totalsOf } from "../totals"
import type { GetServiceInstances, PostServiceInstance } from "./validators"

/** Service instances, of one customer with `customerId`. */
async function get(req: MedusaRequest<unknown, GetServiceInstances>, res: MedusaResponse): Promise<void> {
  const { rows, ...page } = await listRecords(req, "service_instance", req.filterableFields)
  res.json({ serviceInstances: rows, ...page })
}

/** Create a service instance, for the customer's assets that the body names or for none. */
async function post(req: MedusaRequest<PostServiceInstance>, res: MedusaResponse): Promise<void> {
  const { currency_code, region_id, ...serviceInstance } = req.validatedBody
  await requireExisting(req.scope, "product_variant", [serviceInstance.product_variant_id])
  await requireExisting(req.scope, "customer", [serviceInstance.customer_id])
  await requireExisting(req.scope, "asset", serviceInstance.assets ?? [])
  const totals = await totalsOf(req.scope, req.validatedBody)
  const service: AssetsServicesService = req.scope.resolve(ASSETS_SERVICES_MODULE)
  const { assets = [], customer_id } = serviceInstance
  const created = await withOwners(req.scope, async () => {
    const found = await service.listAssets(
      { id: assets },
      { select: ["id", "customer_id"], take: assets.length },
    )
    requireOwnAssets(found, customer_id)
    return service.createServiceInstances({ ...serviceInstance, totals })
  })
  res.json({ serviceInstance: created })
}

export const GET = ofAssetsServices(get)
export const POST = ofAssetsServices(post)
