import type { MedusaResponse, MedusaStoreRequest } from "@medusajs/framework/http"
import { MedusaError } from "@medusajs/framework/utils"

import { findGuestsOrder } from "../../../../orders/lookup"
import { channelsOf } from "../../caller"
import type { PostOrderLookup } from "./validators"

/** The id of a guest's order; the number and the email are in the body, since Medusa logs URLs. */
export async function POST(req: MedusaStoreRequest<PostOrderLookup>, res: MedusaResponse): Promise<void> {
  const id = await findGuestsOrder(req.scope, { ...req.validatedBody, channels: channelsOf(req) })
  if (id === undefined) {
    throw new MedusaError(MedusaError.Types.NOT_FOUND, "No order of a guest has this number and email")
  }
  res.json({ order: { id } })
}
