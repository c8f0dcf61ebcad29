import type { MedusaNextFunction, MedusaResponse, MedusaStoreRequest } from "@medusajs/framework/http"

import { keysOf, readForCompletion, requireUsesLeft } from "../../../carts/contention"
import { requireTaxOfAddress } from "../../../carts/tax"
import { passWithLock } from "../hold"

/**
 * Allow the completion of a cart whose tax is that of its address. Orders that take the last uses of a
 * promotion, or the last items in stock, are placed one after the other.
 */
export async function guardCompletion(
  req: MedusaStoreRequest,
  res: MedusaResponse,
  next: MedusaNextFunction,
): Promise<void> {
  const { id } = req.params
  const cart = await readForCompletion(req.scope, id)
  if (!cart) {
    return next()
  }
  await requireTaxOfAddress(req.scope, cart)
  const keys = await keysOf(req.scope, cart)
  if (keys.length === 0) {
    return next()
  }
  await passWithLock(req, res, next, keys, () => requireUsesLeft(req.scope, id))
}
