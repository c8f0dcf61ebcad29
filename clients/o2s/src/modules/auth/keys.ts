import { createRemoteJWKSet, type JWTVerifyGetKey } from "jose"

const TIMEOUT = 5_000

/** Return what finds a token's key: at `jwksUrl`, or where the issuer's discovery document says. */
export function keysOf(issuer: string, jwksUrl: string | undefined): JWTVerifyGetKey {
  let keys: Promise<JWTVerifyGetKey> | undefined

  async function find(): Promise<JWTVerifyGetKey> {
    return createRemoteJWKSet(checked("SSO_JWKS_URL", jwksUrl ?? (await discover(issuer))), {
      timeoutDuration: TIMEOUT,
    })
  }

  return async (header, token) => {
    keys ??= find().catch((error: unknown) => {
      keys = undefined
      throw error
    })
    return (await keys)(header, token)
  }
}

async function discover(issuer: string): Promise<string> {
  const url = checked("SSO_ISSUER", `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`)
  const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(TIMEOUT) })
  const document: unknown = response.ok ? await response.json() : undefined
  if (typeof document !== "object" || document === null || !("jwks_uri" in document)) {
    throw new Error("the provider's discovery document has no keys")
  }
  if (!("issuer" in document) || document.issuer !== issuer) {
    throw new Error("SSO_ISSUER is not the issuer of the provider's discovery document")
  }
  return String(document.jwks_uri)
}

/** Return the address: https, or http on the same machine. */
function checked(name: string, address: string): URL {
  const url = new URL(address)
  if (url.protocol === "https:" || ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname)) return url
  throw new Error(`${name} must begin with https`)
}
