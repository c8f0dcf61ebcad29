import type { MedusaNextFunction, MedusaResponse, MedusaStoreRequest } from "@medusajs/framework/http"
import { ContainerRegistrationKeys, MedusaError } from "@medusajs/framework/utils"

import { isGuests, OWNER_FIELDS, type Owned } from "../../../carts/ownership"

/**
 * Allow a customer to request the transfer of a guest's order only: Medusa's own route takes any order, and
 * returns it.
 */
export async function guardTransfer(
  req: MedusaStoreRequest,
  _res: MedusaResponse,
  next: MedusaNextFunction,
): Promise<void> {
  const query = req.scope.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "order",
    fields: ["id", ...OWNER_FIELDS],
    filters: { id: req.params.id },
  })
  const order = data[0] as unknown as Owned | undefined
  if (order && !isGuests(order)) {
    throw new MedusaError(MedusaError.Types.FORBIDDEN, "The order belongs to a customer")
  }
  return next()
}
