import type { MedusaNextFunction, MedusaResponse, MedusaStoreRequest } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { withLock } from "../../lock"

// A function waits for 19 s at most: it must still get the 409.
const WAIT_SECONDS = 8
// Longer than any of Medusa's workflows holds a lock of its own.
const LONGEST_MS = 120_000

/** Restores what a failed request has changed; it never rejects. */
export type Undo = () => Promise<void>

/**
 * Pass the request on under a lock on the keys, which is held until its response.
 *
 * `check` runs once they are held, right before the request passes: what it throws refuses the request.
 * What it returns is called when the request fails afterwards, before the client gets its response.
 */
export async function passWithLock(
  req: MedusaStoreRequest<unknown>,
  res: MedusaResponse,
  next: MedusaNextFunction,
  keys: string[],
  check: () => Promise<void> | Promise<Undo | undefined>,
): Promise<void> {
  let hasPassed = false
  try {
    await withLock(req.scope, keys, WAIT_SECONDS, async () => {
      const undo = await check()
      const responded = untilResponse(res, undo ?? undefined)
      hasPassed = true
      next()
      await responded
    })
  } catch (error) {
    if (!hasPassed) {
      throw error
    }
    const logger = req.scope.resolve(ContainerRegistrationKeys.LOGGER)
    logger.error(`A lock was lost while a request held it: ${(error as Error).message}`)
  }
}

/** A client that disconnects ends nothing: the route's handler continues, and calls `end` when it is done. */
function untilResponse(res: MedusaResponse, undo?: Undo): Promise<void> {
  return new Promise((resolve) => {
    const longest = setTimeout(resolve, LONGEST_MS).unref()
    const end = res.end
    res.end = ((...given: Parameters<typeof end>) => {
      clearTimeout(longest)
      res.end = end
      const finish = () => {
        resolve()
        res.end(...given)
      }
      if (undo && res.statusCode >= 400) {
        void undo().finally(finish)
      } else {
        finish()
      }
      return res
    }) as typeof end
  })
}
