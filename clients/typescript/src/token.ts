import type { Fetch } from "./client.js"

/**
 * Returns the current token of the customer, without "Bearer"; nothing for a guest.
 * With `refresh` the API has refused the current one: return a new one, or nothing.
 */
export type TokenSource = (how: { refresh: boolean }) => MaybeToken | Promise<MaybeToken>

type MaybeToken = string | null | undefined

/** Send the current token; after a 401, once more with a new one. Requests in parallel share one refresh. */
export function withToken(send: Fetch, source: TokenSource | undefined): Fetch {
  if (!source) return send
  let refreshing: Promise<MaybeToken> | undefined

  async function newerThan(refused: string): Promise<MaybeToken> {
    const current = await source?.({ refresh: false })
    if (current !== refused) return current
    refreshing ??= Promise.resolve(source?.({ refresh: true })).finally(() => {
      refreshing = undefined
    })
    return await refreshing
  }

  return async (request) => {
    const token = request.headers.has("authorization") ? undefined : await source({ refresh: false })
    if (!token) return send(request)
    const response = await send(authorized(request, token))
    if (response.status !== 401) return response
    const newer = await newerThan(token)
    if (!newer || newer === token) return response
    await response.body?.cancel()
    return send(authorized(request, newer))
  }
}

function authorized(request: Request, token: string): Request {
  const copy = request.clone()
  copy.headers.set("authorization", `Bearer ${token}`)
  return copy
}
