import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"

import { ConflictError } from "./conflict"

/**
 * The key under which writes to a cart through the Store API queue up, claims among them.
 *
 * It is taken before Medusa's own lock, whose key is the cart's id: whoever waits for that fails after two
 * seconds, with a 500.
 */
export function writeKey(cartId: string): string {
  return `cart-write:${cartId}`
}

/** Does a job while nobody else has one of the keys; a 409 when they do not become free in time. */
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
