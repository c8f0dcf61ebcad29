import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"

import { ofAssetsServices } from "../../../../../../../options"
import { cancelService } from "../../../../../../../service-purchase/lifecycle"
import { readService } from "../../../../../services/bought"

/** End the caller's service with its paid period. */
async function post(req: AuthenticatedMedusaRequest, res: MedusaResponse): Promise<void> {
  const { actor_id } = req.auth_context
  await cancelService(req.scope, req.params.id, { actor_type: "CUSTOMER", actor_id }, actor_id)
  res.json({ service_instance: await readService(req, req.params.id) })
}

export const POST = ofAssetsServices(post)
