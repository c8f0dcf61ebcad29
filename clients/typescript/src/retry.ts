import type { Fetch } from "./client.js"

export interface RetryOptions {
  /** How often a request is repeated at most. Default: 3. */
  retries?: number
  /** Milliseconds before the first repetition, doubled for each further one. Default: 500. */
  delay?: number
  /** Milliseconds of a `retry-after` that are waited for at most; the response is returned if it is longer. Default: 20000. */
  longestWait?: number
  /** Milliseconds after which an attempt counts as lost. Default: 35000, more than the API takes at most. */
  timeout?: number
}

const TRANSIENT = [429, 502, 503, 504]
const REPEATABLE = ["GET", "HEAD", "OPTIONS", "DELETE"]

/** Whether the same request may succeed later. */
export function isTransient(response: Response): boolean {
  return (
    TRANSIENT.includes(response.status) || (response.status === 409 && response.headers.has("retry-after"))
  )
}

/** Repeat requests that failed for a moment, if that cannot do anything twice. */
export function withRetries(send: Fetch, options: RetryOptions = {}): Fetch {
  const { retries = 3, delay = 500, longestWait = 20_000, timeout = 35_000 } = options

  return async (request) => {
    const isSafe = REPEATABLE.includes(request.method) || request.headers.has("idempotency-key")
    const most = isSafe ? retries : 0
    for (let done = 0; ; done++) {
      const backoff = delay * 2 ** done * (0.5 + Math.random() / 2)
      const response = await attempt(send, request, timeout).catch((error: unknown) => {
        if (done >= most || request.signal.aborted) throw error
      })
      const wait = response ? (secondsToWait(response) ?? backoff / 1000) * 1000 : backoff
      if (response) {
        if (done >= most || !isTransient(response) || wait > longestWait) return response
        await response.body?.cancel()
      }
      await sleep(wait, request.signal)
    }
  }
}

function attempt(send: Fetch, request: Request, timeout: number): Promise<Response> {
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(timeout)])
  return send(new Request(request.clone(), { signal }))
}

/** Return the seconds of `retry-after`, which is a number or a date. */
export function secondsToWait(response: Response): number | undefined {
  const value = response.headers.get("retry-after")?.trim()
  if (!value) return undefined
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds)
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop)
      resolve()
    }, milliseconds)
    if (signal.aborted) stop()
    else signal.addEventListener("abort", stop, { once: true })
  })
}
