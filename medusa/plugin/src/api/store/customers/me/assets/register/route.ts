import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { registerAsset } from "../../../../../../assets/register"
import { ofAssetsServices } from "../../../../../../options"
import { ASSET_LIST_FIELDS, graphFields } from "../../../../../admin/fields"
import { channelsOf } from "../../../../caller"
import type { PostAssetRegistration } from "../../../../services/validators"

/** Register an asset of the caller: 201, or 200 for one that the caller has registered before. */
async function post(
  req: AuthenticatedMedusaRequest<PostAssetRegistration>,
  res: MedusaResponse,
): Promise<void> {
  const { id, isNew } = await registerAsset(req.scope, {
    ...req.validatedBody,
    customerId: req.auth_context.actor_id,
    salesChannelIds: channelsOf(req),
  })
  const query = req.scope.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "asset",
    fields: graphFields(ASSET_LIST_FIELDS),
    filters: { id },
  })
  res.status(isNew ? 201 : 200).json({ asset: data[0], is_new: isNew })
}

export const POST = ofAssetsServices(post)
