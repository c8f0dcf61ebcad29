import type { MedusaNextFunction, MedusaResponse, MedusaStoreRequest } from "@medusajs/framework/http"

import { requireFewAddresses } from "../../../../../carts/bounds"
import { callerOf } from "../../../caller"
import { passWithLock } from "../../../hold"

/** Lets a customer save another address, but not without end. */
export async function guardNewAddress(
  req: MedusaStoreRequest,
  res: MedusaResponse,
  next: MedusaNextFunction,
): Promise<void> {
  const customerId = callerOf(req)
  // A guest is Medusa's own 401.
  if (customerId === undefined) {
    return next()
  }
  await passWithLock(req, res, next, [`addresses:${customerId}`], () =>
    requireFewAddresses(req.scope, customerId),
  )
}
