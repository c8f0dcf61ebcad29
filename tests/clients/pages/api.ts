import createClient, { type Client, type Middleware } from "openapi-fetch"

import type { components, paths } from "../generated/api.js"

export type Api = Client<paths>
export type Address = components["schemas"]["Address"]
export type Price = components["schemas"]["Price"]
export type Line = components["schemas"]["CartItem"] | components["schemas"]["OrderItem"]

export const requests: string[] = []

const note: Middleware = {
  onRequest({ request }) {
    requests.push(`${request.method} ${new URL(request.url).pathname}`)
  },
}

export function connect(baseUrl: string): Api {
  const api = createClient<paths>({ baseUrl })
  api.use(note)
  return api
}
