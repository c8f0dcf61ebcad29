import type { KeyObject } from "node:crypto"

import { candidates, isObject, type Key, readKeys } from "./key-set"
import { isSafeUrl, type SsoSettings } from "./settings"

/** Returns the keys that may have signed a token, by its key id and algorithm. */
export type KeySource = (kid: string | undefined, algorithm: string) => Promise<(KeyObject | Uint8Array)[]>

/** The provider's keys could not be fetched: tokens cannot be verified now. */
export class ProviderUnavailableError extends Error {}

// The rules and numbers of the functions' authorizer (layers/commerce/commerce/jwks.py), which says why.
const FRESH_MS = 600_000
const STALE_MS = 3_600_000
const PAUSE_MS = 5_000
const LOOKUP_WINDOW_MS = 60_000
const LOOKUPS = 5
const TIMEOUT_MS = 5_000
const MAX_DOCUMENT_BYTES = 512 * 1024

/** Return the key source for the settings: the shared secret, or the provider's public keys. */
export function openKeySource(settings: SsoSettings): KeySource {
  if (settings.sharedSecret) {
    const secret = new TextEncoder().encode(settings.sharedSecret)
    return async () => [secret]
  }
  const keys = new ProviderKeys(settings)
  return (kid, algorithm) => keys.find(kid, algorithm)
}

/** The provider's public keys, cached; fetched when they are old or a token names an unknown one. */
class ProviderKeys {
  private keys: Key[] = []
  private fetchedAt = 0
  private failedAt = 0
  private fetching?: Promise<Key[]>
  private lookUps = new Map<string, number>()

  constructor(private readonly settings: SsoSettings) {}

  async find(kid: string | undefined, algorithm: string): Promise<KeyObject[]> {
    const started = Date.now()
    let keys = await this.current()
    const isKnown = kid === undefined || keys.some((key) => key.kid === kid)
    if (kid !== undefined && !isKnown && this.fetchedAt < started) {
      keys = await this.lookUp(kid)
    }
    return candidates(keys, kid, algorithm)
  }

  private async current(): Promise<Key[]> {
    if (this.keys.length > 0 && age(this.fetchedAt) < FRESH_MS) {
      return this.keys
    }
    try {
      return await this.refresh()
    } catch (error) {
      if (this.keys.length > 0 && age(this.fetchedAt) < STALE_MS) {
        return this.keys
      }
      throw error
    }
  }

  /** Fetch the keys for an unknown `kid`, but only a few times a minute: anyone can send random ones. */
  private async lookUp(kid: string): Promise<Key[]> {
    if (this.fetching !== undefined) {
      return this.fetching
    }
    this.lookUps = new Map([...this.lookUps].filter(([, at]) => age(at) < LOOKUP_WINDOW_MS))
    if (this.lookUps.has(kid)) {
      return this.keys
    }
    if (this.lookUps.size >= LOOKUPS) {
      if (age(this.fetchedAt) < FRESH_MS) {
        return this.keys
      }
      throw new ProviderUnavailableError("Too many unknown key ids: the keys are not fetched again for now")
    }
    const keys = await this.refresh()
    this.lookUps.set(kid, Date.now())
    return keys
  }

  /** Concurrent requests share one fetch; after a failed one there is a pause of some seconds. */
  private async refresh(): Promise<Key[]> {
    if (age(this.failedAt) < PAUSE_MS) {
      throw new ProviderUnavailableError(
        `The keys of ${this.settings.issuer} could not be fetched a moment ago`,
      )
    }
    this.fetching ??= this.fetchKeys().finally(() => {
      this.fetching = undefined
    })
    return this.fetching
  }

  private async fetchKeys(): Promise<Key[]> {
    const { issuer, jwksUrl, algorithms } = this.settings
    // One limit for both requests: a provider that sends a byte now and then would delay every sign-in.
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    try {
      const url = jwksUrl ?? (await discoverJwksUrl(issuer, signal))
      this.keys = readKeys(await fetchJson(url, signal), algorithms)
      this.fetchedAt = Date.now()
      return this.keys
    } catch (error) {
      this.failedAt = Date.now()
      const { message, cause } = error as Error & { cause?: Error }
      const reason = cause ? `${message}: ${cause.message}` : message
      throw new ProviderUnavailableError(`The keys of ${issuer} could not be fetched: ${reason}`)
    }
  }
}

/** Return the age of a moment; absolute, since a clock may be set back. */
function age(moment: number): number {
  return Math.abs(Date.now() - moment)
}

async function discoverJwksUrl(issuer: string, signal: AbortSignal): Promise<string> {
  const url = `${issuer.replace(/\/+$/, "")}/.well-known/openid-configuration`
  const document = await fetchJson(url, signal)
  if (!isObject(document) || document.issuer !== issuer) {
    throw new Error(`${url} does not describe this issuer`)
  }
  if (typeof document.jwks_uri !== "string" || !isSafeUrl(document.jwks_uri)) {
    throw new Error(`the jwks_uri of ${url} is not an https URL`)
  }
  return document.jwks_uri
}

/** Fetch a JSON document. A redirect is an error: it could change where the keys come from. */
async function fetchJson(url: string, signal: AbortSignal): Promise<unknown> {
  const headers = { accept: "application/json", "accept-encoding": "identity" }
  const response = await fetch(url, { signal, headers, redirect: "manual" })
  if (response.status !== 200 || (response.headers.get("content-encoding") ?? "identity") !== "identity") {
    await response.body?.cancel()
    throw new Error(`${url} does not respond with a plain 200 but with ${response.status}`)
  }
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body ?? []) {
    size += part.length
    if (size > MAX_DOCUMENT_BYTES) {
      throw new Error(`the response of ${url} is too large`)
    }
    parts.push(part)
  }
  return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(parts)))
}
