import { setTimeout as sleep } from "node:timers/promises"

import { Modules } from "@medusajs/framework/utils"
import { InMemoryLockingProvider } from "@medusajs/locking/dist/providers/in-memory"
import { RedisLockingProvider } from "@medusajs/locking-redis/dist/services/redis-lock"
import { afterEach, describe, expect, it, vi } from "vitest"

import { ConflictError } from "../src/conflict"
import { withLock } from "../src/lock"
import { containerOf } from "./support/container"
import { errorOf } from "./support/errors"

type Locking = { acquire: unknown; release: unknown }

/** Redis as the provider's scripts use it. */
function redis(): Locking {
  const owners = new Map<string, { owner: string; until: number }>()
  const ownerOf = (key: string) => {
    const lock = owners.get(key)
    return lock && lock.until > Date.now() ? lock.owner : undefined
  }
  const redisClient = {
    defineCommand: () => undefined,
    acquireLock: async (key: string, owner: string, seconds: number) => {
      const isFree = ownerOf(key) === undefined || ownerOf(key) === owner
      if (isFree) {
        owners.set(key, { owner, until: Date.now() + seconds * 1000 })
      }
      return isFree ? 1 : 0
    },
    releaseLock: async (key: string, owner: string) => {
      return ownerOf(key) === owner && owners.delete(key) ? 1 : 0
    },
  }
  return new RedisLockingProvider({ redisClient } as never, {} as never)
}

const logged: string[] = []

function containerWith(locking: object) {
  return containerOf({
    [Modules.LOCKING]: locking,
    logger: { error: (said: string) => logged.push(said) },
  })
}

afterEach(() => {
  vi.useRealTimers()
  logged.length = 0
})

describe.each([
  ["memory", () => new InMemoryLockingProvider() as Locking],
  ["Redis", redis],
])("with locks in %s", (_, create) => {
  it("runs jobs one after the other", async () => {
    const container = containerWith(create())
    let running = 0
    const seen: number[] = []
    const job = async () => {
      running += 1
      await sleep(5)
      seen.push(running)
      running -= 1
    }
    await Promise.all([1, 2, 3, 4].map(() => withLock(container, ["a", "b"], 5, job)))
    expect(seen).toEqual([1, 1, 1, 1])
  })

  it("is a conflict when a key is not free in time, and leaves the other keys free", async () => {
    const container = containerWith(create())
    await withLock(container, ["b"], 1, async () => {
      const error = await errorOf(() => withLock(container, ["a", "b"], 0.05, async () => undefined))
      expect(error).toBeInstanceOf(ConflictError)
      expect(await withLock(container, ["a"], 0.05, async () => "free")).toBe("free")
    })
    expect(await withLock(container, ["b"], 0.05, async () => "free")).toBe("free")
  })

  it("keeps the lock of a job that takes longer than a lock lasts", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"] })
    const container = containerWith(create())
    await withLock(container, ["a"], 1, async () => {
      await vi.advanceTimersByTimeAsync(95_000)
      expect(await errorOf(() => withLock(container, ["a"], 0, async () => undefined))).toBeInstanceOf(
        ConflictError,
      )
    })
  })

  it("frees the key of a process that was killed, after some time", async () => {
    const locking = create() as { acquire(key: string, args: object): Promise<void> }
    await locking.acquire("a", { ownerId: "killed", expire: 30 })
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 31_000 })
    expect(await withLock(containerWith(locking), ["a"], 0, async () => "free")).toBe("free")
  })

  it("frees the key of a job that fails", async () => {
    const container = containerWith(create())
    const failing = () => withLock(container, ["a"], 1, () => Promise.reject(new Error("no")))
    expect(await errorOf(failing)).toMatchObject({ message: "no" })
    expect(await withLock(container, ["a"], 0, async () => "free")).toBe("free")
  })
})

it("is no conflict when the locks cannot be reached", async () => {
  const container = containerWith({ acquire: () => Promise.reject(new Error("connect ECONNREFUSED")) })
  const error = await errorOf(() => withLock(container, ["a"], 1, async () => "done"))
  expect(error).toMatchObject({ message: "connect ECONNREFUSED" })
})

it("returns the result of a job whose lock cannot be released", async () => {
  const locking = { acquire: async () => undefined, release: () => Promise.reject(new Error("gone")) }
  expect(await withLock(containerWith(locking), ["a"], 1, async () => "done")).toBe("done")
  expect(logged).toEqual([expect.stringContaining("gone")])
})
