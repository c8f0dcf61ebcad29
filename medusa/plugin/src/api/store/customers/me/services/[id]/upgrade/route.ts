import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"

import { ofAssetsServices } from "../../../../../../../options"
import { upgradeService } from "../../../../../../../service-purchase/lifecycle"
import { buyerOf, respond } from "../../../../../services/bought"
import type { PostServiceUpgrade } from "../../../../../services/validators"

/** Replace the plan of the caller's service. */
async function post(req: AuthenticatedMedusaRequest<PostServiceUpgrade>, res: MedusaResponse): Promise<void> {
  await respond(req, res, () =>
    upgradeService(req.scope, { ...buyerOf(req), serviceInstanceId: req.params.id }),
  )
}

export const POST = ofAssetsServices(post)
