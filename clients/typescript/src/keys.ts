import type { Fetch } from "./client.js"
import { isTransient } from "./retry.js"

const HEADER = "idempotency-key"
const MOST = 100

/**
 * Send an idempotency key with each POST and PATCH that has none. If the action fails without a known outcome,
 * its key is stored, so that the same request continues it: a second click on "Buy" cannot buy twice.
 */
export function withIdempotencyKeys(send: Fetch): Fetch {
  const unfinished = new Map<string, string>()

  return async (request) => {
    if (!["POST", "PATCH"].includes(request.method) || request.headers.has(HEADER)) return send(request)
    const action = await identify(request)
    const key = unfinished.get(action) ?? createKey()
    unfinished.delete(action)
    request.headers.set(HEADER, key)
    let isFinished = false
    try {
      const response = await send(request)
      isFinished = !isTransient(response) && response.status < 500
      return response
    } finally {
      if (!isFinished) {
        unfinished.set(action, key)
        const [oldest] = unfinished.keys()
        if (unfinished.size > MOST && oldest !== undefined) unfinished.delete(oldest)
      }
    }
  }
}

async function identify(request: Request): Promise<string> {
  const { method, url, headers } = request
  const body = await request.clone().text()
  return JSON.stringify([method, url, headers.get("x-currency"), headers.get("if-match"), body])
}

// Not crypto.randomUUID(): browsers have that with https only.
function createKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
}
