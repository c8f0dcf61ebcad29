import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"

import { ofAssetsServices } from "../../../../../options"
import { cancelService } from "../../../../../service-purchase/lifecycle"
import { graphFields, SERVICE_INSTANCE_DETAIL_FIELDS } from "../../../fields"
import { retrieveRecord } from "../../../records"

/** End a service instance with its paid period. */
async function post(req: AuthenticatedMedusaRequest, res: MedusaResponse): Promise<void> {
  const actor = { actor_type: "OPERATOR" as const, actor_id: req.auth_context.actor_id }
  await cancelService(req.scope, req.params.id, actor)
  const fields = graphFields(SERVICE_INSTANCE_DETAIL_FIELDS)
  res.json({ serviceInstance: await retrieveRecord(req, "service_instance", fields) })
}

export const POST = ofAssetsServices(post)
