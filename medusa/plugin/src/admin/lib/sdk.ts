import Medusa from "@medusajs/js-sdk"

/** Medusa's client, set up as the dashboard sets up its own: the same server, the same session. */
export const sdk = new Medusa({
  baseUrl: __BACKEND_URL__ ?? "/",
  auth: { type: __AUTH_TYPE__ ?? "session", jwtTokenStorageKey: __JWT_TOKEN_STORAGE_KEY__ || undefined },
})
