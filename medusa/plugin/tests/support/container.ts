import type { MedusaContainer } from "@medusajs/framework/types"

/** Return a container with these services only; another one is an error, or undefined where it may be missing. */
export function containerOf(services: Record<string, unknown>): MedusaContainer {
  const resolve = (name: string, options?: { allowUnregistered?: boolean }) => {
    if (!(name in services) && !options?.allowUnregistered) {
      throw new Error(`The test has no ${name}`)
    }
    return services[name]
  }
  return { resolve } as unknown as MedusaContainer
}

/** Return a query whose entities have these rows; what it was called with is in `calls`. */
export function queryOf(rows: Record<string, unknown[]>) {
  const calls: { entity: string; fields: string[]; filters?: unknown }[] = []
  return {
    calls,
    graph: async (call: (typeof calls)[number]) => {
      calls.push(call)
      const data = rows[call.entity]
      if (!data) {
        throw new Error(`The test has no rows of ${call.entity}`)
      }
      return { data }
    },
  }
}

/** Return a lock service, and the keys that are held at any time. */
export function locks() {
  const held: string[] = []
  const acquire = async (key: string) => {
    held.push(key)
  }
  const release = async (keys: string[]) => {
    held.splice(held.indexOf(keys[0] ?? ""), keys.length)
  }
  return { held, locking: { acquire, release } }
}
