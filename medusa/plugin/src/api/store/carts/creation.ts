import type { MedusaNextFunction, MedusaResponse, MedusaStoreRequest } from "@medusajs/framework/http"

import { requireFewLines, requireSmallMetadata } from "../../../carts/bounds"
import { claimKey } from "../../../carts/claim"
import { makeRoomForCart } from "../../../carts/open-carts"
import { requireSoldHere } from "../../../carts/sales-channel"
import { callerOf, channelsOf } from "../caller"
import { passWithLock } from "../hold"

type Metadata = Record<string, unknown>
type Body = { metadata?: Metadata | null; items?: { variant_id: string; metadata?: Metadata | null }[] }

/**
 * Allow a new cart of what the sales channel sells, within limits; it may close the customer's oldest
 * carts.
 */
export async function guardCartCreation(
  req: MedusaStoreRequest<Body>,
  res: MedusaResponse,
  next: MedusaNextFunction,
): Promise<void> {
  const { metadata, items = [] } = req.validatedBody
  requireFewLines(items.length)
  for (const given of [metadata, ...items.map((item) => item.metadata)]) {
    requireSmallMetadata(undefined, given ?? {})
  }
  if (items.length > 0) {
    const variantIds = items.map((item) => item.variant_id)
    await requireSoldHere(req.scope, variantIds, channelsOf(req))
  }
  const customerId = callerOf(req)
  if (customerId === undefined) {
    return next()
  }
  const keys = [claimKey(customerId)]
  await passWithLock(req, res, next, keys, () => makeRoomForCart(req.scope, customerId))
}
