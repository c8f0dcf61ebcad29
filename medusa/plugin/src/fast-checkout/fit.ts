import { FeatureFlag } from "@medusajs/framework/utils"

import { medusaVersion } from "../medusa-version"
import { pluginOptions } from "../options"
import type { Cart } from "./cart"
import { type Kind, usedHooks } from "./hooks"
import { internals } from "./internals"
import { isCompared } from "./versions"

/** Return why this Medusa's carts are all changed by its own workflows; undefined when they need not be. */
export function unfitHost(kind: Kind = "change"): string | undefined {
  if (!pluginOptions().fastCheckout) {
    return "the option fastCheckout is false"
  }
  if (!isCompared(medusaVersion())) {
    return "they were not compared with this version's"
  }
  const hooks = usedHooks(kind)
  if (hooks.length > 0) {
    return `hooks are used: ${hooks.join(", ")}`
  }
  if (FeatureFlag.isFeatureEnabled("translation")) {
    return "translations are on"
  }
  try {
    internals()
    return undefined
  } catch {
    return "its functions were not found"
  }
}

export const ORDERED = "it is an order"

/** Return why a cart is changed by Medusa's own workflow; undefined when it need not be. */
export function unfitCart(cart: Cart): string | undefined {
  if (cart.completed_at) {
    return ORDERED
  }
  // A provider may complete the cart at any time, and its sessions are deleted with a new total.
  if (cart.payment_collection) {
    return "it has a payment collection"
  }
  return undefined
}
