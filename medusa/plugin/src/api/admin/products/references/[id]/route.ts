import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"

import type { AssetsServicesService } from "../../../../../modules/assets-services/service"
import { ASSETS_SERVICES_MODULE } from "../../../../../modules/assets-services/types"
import { ofAssetsServices } from "../../../../../options"

/** Delete a reference between two variants. */
async function remove(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  const service: AssetsServicesService = req.scope.resolve(ASSETS_SERVICES_MODULE)
  await service.softDeleteProductReferences(req.params.id)
  res.json({ id: req.params.id, object: "product_reference", deleted: true })
}

export const DELETE = ofAssetsServices(remove)
