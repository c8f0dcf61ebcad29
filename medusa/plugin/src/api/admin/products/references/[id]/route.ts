import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { defineFileConfig } from "@medusajs/framework/utils"

import type { AssetsServicesService } from "../../../../../modules/assets-services/service"
import { ASSETS_SERVICES_MODULE } from "../../../../../modules/assets-services/types"
import { withoutAssetsServices } from "../../../../../options"

defineFileConfig({ isDisabled: withoutAssetsServices })

/** Delete a reference between two variants. */
export async function DELETE(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  const service: AssetsServicesService = req.scope.resolve(ASSETS_SERVICES_MODULE)
  await service.softDeleteProductReferences(req.params.id)
  res.json({ id: req.params.id, object: "product_reference", deleted: true })
}
