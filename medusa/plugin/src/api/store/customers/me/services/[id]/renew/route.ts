import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"

import { ofAssetsServices } from "../../../../../../../options"
import { renewService } from "../../../../../../../service-purchase/lifecycle"
import { buyerOf, respond } from "../../../../../services/bought"
import type { PostServiceRenewal } from "../../../../../services/validators"

/** Pay one more period of the caller's service. */
async function post(req: AuthenticatedMedusaRequest<PostServiceRenewal>, res: MedusaResponse): Promise<void> {
  await respond(req, res, () =>
    renewService(req.scope, { ...buyerOf(req), serviceInstanceId: req.params.id }),
  )
}

export const POST = ofAssetsServices(post)
