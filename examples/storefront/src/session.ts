/**
 * Sign-in at the OpenID provider: authorization code flow with PKCE, state and nonce.
 *
 * The ID token is in sessionStorage, because the shopper leaves this page to pay and comes back: it is gone with the
 * tab. The token that renews it is in memory only, so that what a script could find expires within the hour.
 */

import { cell } from "./cell"
import { config } from "./config"

export interface Session {
  idToken: string
  /** Seconds since 1970. */
  expires: number
  email: string
  name: string
}

interface Started {
  state: string
  nonce: string
  verifier: string
  returnTo: string
}

interface Claims {
  iss?: string
  aud?: string | string[]
  exp?: number
  nonce?: string
  sub?: string
  email?: string
  given_name?: string
}

const SESSION = "session"
const STARTED = "sign-in"
const CALLBACK = "/signed-in"

export const session = cell<Session | undefined>(undefined)

/** Whether a session has ended without the shopper's wish; pages offer to sign in again. */
export const sessionEnded = cell(false)

let renewal: string | undefined

export function startSession(): void {
  const idToken = sessionStorage.getItem(SESSION)
  if (idToken) remember(idToken, read(idToken))
}

/** The customer's token for the API, a new one if the API refused it or it has expired; nothing for a guest. */
export async function token({ refresh }: { refresh: boolean }): Promise<string | undefined> {
  const current = session.get()
  if (!current) return undefined
  if (!refresh && current.expires > Date.now() / 1000 + 5) return current.idToken
  return renew()
}

async function renew(): Promise<string | undefined> {
  try {
    if (!renewal) throw new Error("nothing to renew with")
    await exchange({ grant_type: "refresh_token", refresh_token: renewal })
  } catch {
    sessionEnded.set(true)
    signOut()
  }
  return session.get()?.idToken
}

/** Go to the provider; afterwards the shopper is at `returnTo`. */
export async function signIn(returnTo: string): Promise<void> {
  const { authorization_endpoint: endpoint } = await discover()
  const started: Started = { state: random(), nonce: random(), verifier: random(), returnTo }
  sessionStorage.setItem(STARTED, JSON.stringify(started))
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(started.verifier))
  const query = new URLSearchParams({
    response_type: "code",
    client_id: config.signIn.clientId,
    redirect_uri: location.origin + CALLBACK,
    scope: "openid email profile",
    state: started.state,
    nonce: started.nonce,
    code_challenge: base64url(new Uint8Array(digest)),
    code_challenge_method: "S256",
  })
  location.assign(`${endpoint}?${query}`)
}

/**
 * Take what the provider sent back in the page's address, once; returns where to go on.
 *
 * @throws If the shopper declined, or this is not the response to the request of this tab.
 */
export async function finishSignIn(query: URLSearchParams): Promise<string> {
  const started = JSON.parse(sessionStorage.getItem(STARTED) ?? "null") as Started | null
  sessionStorage.removeItem(STARTED)
  const code = query.get("code")
  if (!started || query.get("state") !== started.state || !code) throw new Error("sign-in was not completed")
  await exchange(
    {
      grant_type: "authorization_code",
      code,
      redirect_uri: location.origin + CALLBACK,
      code_verifier: started.verifier,
    },
    started.nonce,
  )
  sessionEnded.set(false)
  return started.returnTo.startsWith("/") && !started.returnTo.startsWith("//") ? started.returnTo : "/"
}

export function signOut(): void {
  sessionStorage.removeItem(SESSION)
  renewal = undefined
  session.set(undefined)
}

async function exchange(grant: Record<string, string>, nonce?: string): Promise<void> {
  const { token_endpoint: endpoint } = await discover()
  const body = new URLSearchParams({ ...grant, client_id: config.signIn.clientId })
  const response = await fetch(endpoint, { method: "POST", body })
  if (!response.ok) throw new Error(`the sign-in provider returned ${response.status}`)
  const { id_token, refresh_token } = (await response.json()) as { id_token?: string; refresh_token?: string }
  if (!id_token) throw new Error("the sign-in provider returned no ID token")
  const claims = read(id_token)
  // Over the provider's own connection; the API verifies the signature.
  const audience = [claims.aud].flat()
  const isOurs = claims.iss === config.signIn.issuer && audience.includes(config.signIn.clientId)
  if (!isOurs || (nonce !== undefined && claims.nonce !== nonce))
    throw new Error("the ID token is not for this")
  renewal = refresh_token ?? renewal
  sessionStorage.setItem(SESSION, id_token)
  remember(id_token, claims)
}

function remember(idToken: string, claims: Claims): void {
  const email = claims.email ?? claims.sub ?? ""
  session.set({ idToken, expires: claims.exp ?? 0, email, name: claims.given_name ?? email })
}

interface Provider {
  authorization_endpoint: string
  token_endpoint: string
}

let provider: Provider | undefined

/** What the provider says of itself, once; tried again if the connection is lost. */
async function discover(tries = 3): Promise<Provider> {
  if (provider) return provider
  try {
    const response = await fetch(`${config.signIn.issuer}/.well-known/openid-configuration`)
    if (!response.ok) throw new Error(`the sign-in provider returned ${response.status}`)
    provider = (await response.json()) as Provider
    return provider
  } catch (error) {
    if (tries < 2) throw error
    await new Promise((resolve) => setTimeout(resolve, 300))
    return discover(tries - 1)
  }
}

function read(idToken: string): Claims {
  const [, payload = ""] = idToken.split(".")
  const bytes = Uint8Array.from(atob(payload.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0))
  return JSON.parse(new TextDecoder().decode(bytes))
}

const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)))

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "")
}
