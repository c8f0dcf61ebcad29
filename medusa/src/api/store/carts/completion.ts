import type { MedusaNextFunction, MedusaResponse, MedusaStoreRequest } from "@medusajs/framework/http"

import { contendedKeys, requireUsesLeft } from "../../../carts/contention"
import { requireRightSum } from "../../../carts/sum"
import { passWithLock } from "../hold"

/**
 * Lets a cart of the right sum be completed. Lets orders that take the last uses of a promotion, or the last pieces, be placed
 * one after the other.
 */
export async function guardCompletion(
  req: MedusaStoreRequest,
  res: MedusaResponse,
  next: MedusaNextFunction,
): Promise<void> {
  const { id } = req.params
  const [keys] = await Promise.all([contendedKeys(req.scope, id), requireRightSum(req.scope, id)])
  if (keys.length === 0) {
    return next()
  }
  await passWithLock(req, res, next, keys, () => requireUsesLeft(req.scope, id))
}
