import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { ofAssetsServices } from "../../../../options"
import { PaymentActionError } from "../../../../service-purchase/place-order"
import { type Outcome, purchaseService } from "../../../../service-purchase/purchase"
import { SERVICE_INSTANCE_FIELDS } from "../../../admin/fields"
import type { PostServicePurchase } from "../validators"

/** Buy a service for the caller: 201, or 200 when the request is replayed. */
async function post(
  req: AuthenticatedMedusaRequest<PostServicePurchase>,
  res: MedusaResponse,
): Promise<void> {
  try {
    const outcome = await purchaseService(req.scope, {
      ...req.validatedBody,
      customerId: req.auth_context.actor_id,
      salesChannelIds: req.publishable_key_context?.sales_channel_ids ?? [],
    })
    res.status(outcome.isNew ? 201 : 200).json({ ...(await shown(req, outcome)), is_new: outcome.isNew })
  } catch (error) {
    if (!(error instanceof PaymentActionError)) {
      throw error
    }
    const { message, cartId: cart_id, session: payment_session } = error
    res.status(409).json({ type: "conflict", message, cart_id, payment_session })
  }
}

async function shown(
  req: AuthenticatedMedusaRequest<PostServicePurchase>,
  { orderId, serviceInstanceId }: Outcome,
) {
  const query = req.scope.resolve(ContainerRegistrationKeys.QUERY)
  const [orders, instances] = await Promise.all([
    query.graph({ entity: "order", fields: req.queryConfig.fields, filters: { id: orderId } }),
    query.graph({
      entity: "service_instance",
      fields: SERVICE_INSTANCE_FIELDS.map((field) => field.replace(/^\*(.+)/, "$1.*")),
      filters: { id: serviceInstanceId },
    }),
  ])
  return { order: orders.data[0], service_instance: instances.data[0] }
}

export const POST = ofAssetsServices(post)
