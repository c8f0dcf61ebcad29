import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"

import { ConflictError } from "./conflict"

/**
 * Return the key of the lock under which Store API writes to a cart queue up, claims included.
 *
 * It is acquired before Medusa's own lock, whose key is the cart's id: waiting for that one fails after two
 * seconds, with a 500.
 */
export function writeKey(cartId: string): string {
  return `cart-write:${cartId}`
}

/** Run a job under a lock on the keys; a 409 when they are not free in time. */
export async function withLock<Result>(
  container: MedusaContainer,
  keys: string[],
  timeoutSeconds: number,
  job: () => Promise<Result>,
): Promise<Result> {
  let hasBegun = false
  const begin = () => {
    hasBegun = true
    return job()
  }
  try {
    return await container.resolve(Modules.LOCKING).execute(keys, begin, { timeout: timeoutSeconds })
  } catch (error) {
    throw hasBegun
      ? error
      : new ConflictError("The same is still under way, try again later", { cause: error })
  }
}
