import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { ASSETS_SERVICES_MODULE } from "../../../../modules/assets-services"
import type { AssetsServicesService } from "../../../../modules/assets-services/service"
import { requireExisting, requireFound } from "../../existing"
import type { PatchAsset } from "../validators"

/** One asset, with its services. */
export async function GET(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  const query = req.scope.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "asset",
    fields: req.queryConfig.fields,
    filters: { id: req.params.id },
  })
  res.json({ asset: requireFound(data, "asset", req.params.id) })
}

/** Changes an asset; `customer_id` hands it to another customer. */
export async function PATCH(req: MedusaRequest<PatchAsset>, res: MedusaResponse): Promise<void> {
  await requireExisting(req.scope, "customer", [req.validatedBody.customer_id])
  const service: AssetsServicesService = req.scope.resolve(ASSETS_SERVICES_MODULE)
  await service.retrieveAsset(req.params.id, { select: ["id"] })
  const asset = await service.updateAssets({ ...req.validatedBody, id: req.params.id })
  res.json({ asset })
}

/** Removes an asset. */
export async function DELETE(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  const service: AssetsServicesService = req.scope.resolve(ASSETS_SERVICES_MODULE)
  await service.softDeleteAssets(req.params.id)
  res.json({ id: req.params.id, object: "asset", deleted: true })
}
