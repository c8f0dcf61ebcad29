import {
  createLocalJWKSet,
  errors,
  type FlattenedJWSInput,
  type JSONWebKeySet,
  type JWSHeaderParameters,
  type KeyLike,
} from "jose"

import type { SsoSettings } from "./settings"

/** Finds the key that must have signed a token, by the token's header. */
export type KeySource = (
  header: JWSHeaderParameters,
  token: FlattenedJWSInput,
) => Promise<KeyLike | Uint8Array>

/** The provider's keys could not be fetched: nobody can be let in for now. */
export class ProviderUnavailableError extends Error {}

const FETCH_TIMEOUT_MS = 3_000
const KEYS_MAX_AGE_MS = 600_000
// While the provider cannot be reached, keys are good for this long, as the functions' authorizer has it.
const KEYS_STALE_MS = 3_600_000
const PAUSE_AFTER_FAILURE_MS = 5_000
// A token with an unknown key id makes the keys be fetched again, but no more often than this: tokens are
// not verified yet when they ask for it.
const REFRESH_COOLDOWN_MS = 30_000

/** The key source for the settings: the shared secret, or the provider's public keys. */
export function openKeySource(settings: SsoSettings): KeySource {
  if (settings.sharedSecret) {
    const secret = new TextEncoder().encode(settings.sharedSecret)
    return async () => secret
  }
  const keys = new ProviderKeys(settings.issuer, settings.jwksUrl)
  return (header, token) => keys.find(header, token)
}

/** The provider's public keys, fetched once, again when they are old or a token names an unknown one. */
class ProviderKeys {
  private known?: { find: KeySource; fetchedAt: number }
  private fetching?: Promise<KeySource>
  private failure?: { error: ProviderUnavailableError; at: number }

  constructor(
    private readonly issuer: string,
    private jwksUrl?: string,
  ) {}

  async find(header: JWSHeaderParameters, token: FlattenedJWSInput): Promise<KeyLike | Uint8Array> {
    const find = this.isYounger(KEYS_MAX_AGE_MS) ? this.known!.find : await this.freshOrStale()
    try {
      return await find(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || this.isYounger(REFRESH_COOLDOWN_MS)) {
        throw error
      }
      return (await this.refresh())(header, token)
    }
  }

  private isYounger(ageMs: number): boolean {
    return this.known !== undefined && Date.now() - this.known.fetchedAt < ageMs
  }

  private async freshOrStale(): Promise<KeySource> {
    try {
      return await this.refresh()
    } catch (error) {
      if (this.isYounger(KEYS_STALE_MS)) {
        return this.known!.find
      }
      throw error
    }
  }

  /** Requests that come at once share one fetch; after a failed one there is none for some seconds. */
  private async refresh(): Promise<KeySource> {
    if (this.failure && Date.now() - this.failure.at < PAUSE_AFTER_FAILURE_MS) {
      throw this.failure.error
    }
    this.fetching ??= this.fetchKeys().finally(() => {
      this.fetching = undefined
    })
    return this.fetching
  }

  private async fetchKeys(): Promise<KeySource> {
    try {
      this.jwksUrl ??= await discoverJwksUrl(this.issuer)
      const find = createLocalJWKSet((await fetchJson(this.jwksUrl)) as JSONWebKeySet)
      this.known = { find, fetchedAt: Date.now() }
      return find
    } catch (error) {
      const { message, cause } = error as Error & { cause?: Error }
      const reason = cause ? `${message}: ${cause.message}` : message
      const unavailable = new ProviderUnavailableError(
        `The keys of ${this.issuer} could not be fetched: ${reason}`,
      )
      this.failure = { error: unavailable, at: Date.now() }
      throw unavailable
    }
  }
}

async function discoverJwksUrl(issuer: string): Promise<string> {
  const url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`
  const document = (await fetchJson(url)) as { issuer?: unknown; jwks_uri?: unknown }
  if (document.issuer !== issuer || typeof document.jwks_uri !== "string") {
    throw new Error(`${url} does not describe this issuer`)
  }
  return document.jwks_uri
}

async function fetchJson(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) })
  if (!response.ok) {
    throw new Error(`${url} answered ${response.status}`)
  }
  return response.json()
}
