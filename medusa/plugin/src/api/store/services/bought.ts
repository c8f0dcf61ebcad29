import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { PaymentActionError } from "../../../service-purchase/place-order"
import type { Buyer, Outcome } from "../../../service-purchase/purchase"
import { graphFields, SERVICE_INSTANCE_DETAIL_FIELDS } from "../../admin/fields"
import { channelsOf } from "../caller"

/** The request's customer, who buys with what the body says. */
export function buyerOf<Body extends object>(req: AuthenticatedMedusaRequest<Body>): Body & Buyer {
  return {
    ...req.validatedBody,
    customerId: req.auth_context.actor_id,
    salesChannelIds: channelsOf(req),
  }
}

/** Respond with what was bought: 201, or 200 when the request is replayed; 409 with an open payment. */
export async function respond(
  req: AuthenticatedMedusaRequest,
  res: MedusaResponse,
  buy: () => Promise<Outcome>,
): Promise<void> {
  try {
    const outcome = await buy()
    res.status(outcome.isNew ? 201 : 200).json({ ...(await shown(req, outcome)), is_new: outcome.isNew })
  } catch (error) {
    if (!(error instanceof PaymentActionError)) {
      throw error
    }
    const { message, cartId: cart_id, session: payment_session } = error
    res.status(409).json({ type: "conflict", message, cart_id, payment_session })
  }
}

async function shown(req: AuthenticatedMedusaRequest, { orderId, serviceInstanceId }: Outcome) {
  const query = req.scope.resolve(ContainerRegistrationKeys.QUERY)
  const [orders, service_instance] = await Promise.all([
    query.graph({ entity: "order", fields: req.queryConfig.fields, filters: { id: orderId } }),
    readService(req, serviceInstanceId),
  ])
  return { order: orders.data[0], service_instance }
}

/** Return a service instance as the Admin API does. */
export async function readService(req: AuthenticatedMedusaRequest, id: string) {
  const query = req.scope.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "service_instance",
    fields: graphFields(SERVICE_INSTANCE_DETAIL_FIELDS),
    filters: { id },
  })
  return data[0]
}
