import { randomUUID } from "node:crypto"
import { setTimeout as sleep } from "node:timers/promises"

import type { ILockingModule, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"

import { ConflictError } from "./conflict"

/** So long a lock outlives a killed process. While its job runs it is renewed. */
const EXPIRE_SECONDS = 30
const RENEW_MS = 10_000
const FIRST_RETRY_MS = 10
const LAST_RETRY_MS = 100

/**
 * Return the key of the lock under which Store API writes to a cart queue up, claims included.
 *
 * It is acquired before Medusa's own lock, whose key is the cart's id: waiting for that one fails after two
 * seconds, with a 500.
 */
export function writeKey(cartId: string): string {
  return `cart-write:${cartId}`
}

/**
 * Run a job under a lock on the keys; a 409 when they are not free in time.
 *
 * Not by the providers' own `execute`. That of Redis acquires all keys in parallel, so that two callers wait
 * for each other, and does not release those of a failed attempt. Before Medusa 2.21 it also ends the lock
 * after the time for waiting, while the job runs, and then releases the next owner's.
 */
export async function withLock<Result>(
  container: MedusaContainer,
  keys: string[],
  timeoutSeconds: number,
  job: () => Promise<Result>,
): Promise<Result> {
  const locking = container.resolve(Modules.LOCKING)
  const ownerId = randomUUID()
  const deadline = Date.now() + timeoutSeconds * 1000
  const acquired: string[] = []
  let renewal = Promise.resolve()
  const renew = () => {
    renewal = attempt(container, "renewed", () => locking.acquire(acquired, lease(ownerId)))
  }
  const timer = setInterval(renew, RENEW_MS).unref()
  try {
    for (const key of keys) {
      await acquire(locking, key, ownerId, deadline)
      acquired.push(key)
    }
    return await job()
  } finally {
    clearInterval(timer)
    // A renewal that came after the release would acquire the lock again.
    await renewal
    if (acquired.length > 0) {
      await attempt(container, "released", () => locking.release(acquired, { ownerId }))
    }
  }
}

async function acquire(locking: ILockingModule, key: string, ownerId: string, deadline: number) {
  for (let delay = FIRST_RETRY_MS; ; delay = Math.min(delay * 2, LAST_RETRY_MS)) {
    try {
      return await locking.acquire(key, lease(ownerId))
    } catch (error) {
      if (!isTaken(error)) {
        throw error
      }
      if (Date.now() >= deadline) {
        throw new ConflictError("The same is still under way, try again later", { cause: error })
      }
    }
    await sleep(delay * (0.5 + Math.random() / 2))
  }
}

function lease(ownerId: string) {
  return { ownerId, expire: EXPIRE_SECONDS }
}

/** Whether another owner has it: any other error is of the provider, such as a Redis that does not respond. */
function isTaken(error: unknown): boolean {
  return (error as Error).message.startsWith("Failed to acquire lock")
}

/** The job's result stays what it is when its lock can be neither renewed nor released: it expires. */
async function attempt(container: MedusaContainer, done: string, change: () => Promise<unknown>) {
  try {
    await change()
  } catch (error) {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.error(`A lock was not ${done}: ${(error as Error).message}`)
  }
}
