import type { MedusaNextFunction, MedusaResponse, MedusaStoreRequest } from "@medusajs/framework/http"

import { requireFewAddresses } from "../../../../../carts/bounds"
import { callerOf } from "../../../caller"
import { passWithLock } from "../../../hold"

/** Allow a customer to save another address, up to a limit. */
export async function guardNewAddress(
  req: MedusaStoreRequest,
  res: MedusaResponse,
  next: MedusaNextFunction,
): Promise<void> {
  const customerId = callerOf(req)
  // Medusa responds 401 to a guest.
  if (customerId === undefined) {
    return next()
  }
  await passWithLock(req, res, next, [`addresses:${customerId}`], () =>
    requireFewAddresses(req.scope, customerId),
  )
}
