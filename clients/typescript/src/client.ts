import createFetchClient, { type Client as FetchClient, type FetchOptions } from "openapi-fetch"

import type { Problem } from "./errors.js"
import { withIdempotencyKeys } from "./keys.js"
import { type RetryOptions, withRetries } from "./retry.js"
import type { components, paths } from "./schema.js"
import { type TokenSource, withToken } from "./token.js"

type Products = paths["/products"]["get"]
type Query = NonNullable<Products["parameters"]["query"]>
type Found<Page> =
  | { data: Page; error?: never; response: Response }
  | { data?: never; error: Problem; response: Response }

/** `GET /products`, whose response depends on `fields`. */
interface ListProducts {
  <Init extends { params: { query: Query & { fields: "summary" } } } & FetchOptions<Products>>(
    path: "/products",
    init: Init,
  ): Promise<Found<components["schemas"]["SummaryPage"]>>
  <Init extends { params?: { query?: Query & { fields?: never } } } & FetchOptions<Products>>(
    path: "/products",
    init?: Init,
  ): Promise<Found<components["schemas"]["ProductPage"]>>
}

/** The API: `client.GET("/products", { params: { query: { limit: 12 } } })`. */
export type Client = Omit<FetchClient<paths>, "GET"> & { GET: ListProducts & FetchClient<paths>["GET"] }

export type Fetch = (request: Request) => Promise<Response>

export interface ClientOptions {
  /** Where the API is: the stack's output `ApiUrl`, locally http://127.0.0.1:3000. */
  baseUrl: string
  /** Returns the customer's current token; nothing for a guest. */
  token?: TokenSource
  /** Currency of the prices (ISO 4217), or a function that returns it. Default: the shop's. */
  currency?: string | (() => string | undefined)
  /** Language of the texts, as in `en-US`, or a function that returns it. */
  locale?: string | (() => string | undefined)
  retry?: RetryOptions
  /** Used instead of the global `fetch`. */
  fetch?: Fetch
}

/** Return a client of the API that sends tokens and idempotency keys, and retries what is safe to retry. */
export function createClient(options: ClientOptions): Client {
  const send = withRetries(options.fetch ?? ((request) => globalThis.fetch(request)), options.retry)
  return createFetchClient<paths>({
    baseUrl: options.baseUrl,
    fetch: withDisplay(withIdempotencyKeys(withToken(send, options.token)), options),
    pathSerializer: fillPath,
  })
}

function withDisplay(send: Fetch, { currency, locale }: ClientOptions): Fetch {
  return (request) => {
    for (const [name, value] of [
      ["x-currency", currency],
      ["x-locale", locale],
    ] as const) {
      const now = typeof value === "function" ? value() : value
      if (now && !request.headers.has(name)) request.headers.set(name, now)
    }
    return send(request)
  }
}

function fillPath(path: string, values: Record<string, unknown>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeSegment(name, values[name]))
}

/** Encode one segment, twice if URLs or gateways would take it apart: `A/B`, `..`. */
function encodeSegment(name: string, value: unknown): string {
  if ((typeof value !== "string" && typeof value !== "number") || value === "") {
    throw new RangeError(`${name} must not be empty`)
  }
  const encoded = encodeURIComponent(value)
  if (encoded === "." || encoded === "..") return encoded.replaceAll(".", "%252E")
  return encoded.includes("%2F") ? encodeURIComponent(encoded) : encoded
}
