import type { MedusaContainer } from "@medusajs/framework/types"

import { ConflictError } from "../conflict"
import type { AssetsServicesService } from "../modules/assets-services/service"
import { ASSETS_SERVICES_MODULE } from "../modules/assets-services/types"

/** Confirm an asset that a customer has registered; repeating it changes nothing. */
export async function confirmAsset(container: MedusaContainer, id: string): Promise<void> {
  const service: AssetsServicesService = container.resolve(ASSETS_SERVICES_MODULE)
  const { confirmation } = await service.retrieveAsset(id, { select: ["id", "confirmation"] })
  if (confirmation === "CONFIRMED") {
    return
  }
  if (confirmation !== "PENDING") {
    throw new ConflictError("The asset does not wait for confirmation")
  }
  await service.updateAssets({ id, status: "ACTIVE", confirmation: "CONFIRMED" })
}
