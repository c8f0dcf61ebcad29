import type { KeyObject } from "node:crypto"

import { compactVerify, errors } from "jose"

import { isObject } from "./key-set"
import { type KeySource, openKeySource } from "./keys"
import { ENTRA_FLAG, type SsoSettings } from "./settings"

/** Who a token identifies, with verified claims only; `issuedAt` in seconds since 1970. */
export type Identity = { email: string; firstName?: string; lastName?: string; issuedAt?: number }

/** The token is not the provider's, has expired, or has no verified email. */
export class InvalidTokenError extends Error {}

type Claims = Record<string, unknown>

const CLOCK_LEEWAY_SECONDS = 10
const MAX_LENGTH = 8192
// The end of the year 9999, in seconds since 1970: the latest expiry.
const LATEST = 253_402_300_799

/** Verifies the tokens of one provider. */
export class TokenVerifier {
  private readonly keys: KeySource

  constructor(private readonly settings: SsoSettings) {
    this.keys = openKeySource(settings)
  }

  /** Return the token's owner; throws InvalidTokenError or ProviderUnavailableError. */
  async verify(token: string): Promise<Identity> {
    const { kid, algorithm } = this.readHeader(token)
    const claims = await verifiedClaims(token, await this.keys(kid, algorithm), algorithm)
    this.checkStandard(claims)
    const { idClaim, emailClaim, verifiedClaim } = this.settings
    if (!isTrue(claims[verifiedClaim], verifiedClaim)) {
      throw new InvalidTokenError("The token names no verified email")
    }
    if (readText(claims[idClaim], "id").replace(INVISIBLE, "") === "") {
      throw new InvalidTokenError("The token names no id")
    }
    return {
      email: readEmail(claims[emailClaim]),
      firstName: readText(claims.given_name, "given_name") || undefined,
      lastName: readText(claims.family_name, "family_name") || undefined,
      issuedAt: claims.iat as number | undefined,
    }
  }

  private readHeader(token: string): { kid?: string; algorithm: string } {
    // RFC 7515, 7.1: three parts in base64url, without padding.
    const isCompact = /^[\w-]+\.[\w-]+\.[\w-]*$/.test(token) && token.split(".").every(isBase64Url)
    if (token.length > MAX_LENGTH || !isCompact) {
      throw new InvalidTokenError("The token is not a signed JWT")
    }
    const header = readObject(Buffer.from(token.slice(0, token.indexOf(".")), "base64url"))
    const { alg: algorithm, kid } = header
    // RFC 7515, 4.1.11: what is critical must be understood, and no extension is.
    if ("crit" in header || "b64" in header || ("kid" in header && typeof kid !== "string")) {
      throw new InvalidTokenError("The token's header cannot be read")
    }
    if (typeof algorithm !== "string" || !this.settings.algorithms.includes(algorithm)) {
      throw new InvalidTokenError("The token is signed with another algorithm")
    }
    return { kid: kid as string | undefined, algorithm }
  }

  /** Check the claims of RFC 7519. When a token was issued (iat) is not a condition there, nor here. */
  private checkStandard({ exp, nbf = 0, iat = 0, iss, aud }: Claims): void {
    const { issuer, audience } = this.settings
    if (!isMoment(exp) || !isMoment(nbf) || !isMoment(iat)) {
      throw new InvalidTokenError("The token has no end, or one of its times is no number")
    }
    const now = Date.now() / 1000
    if (exp + CLOCK_LEEWAY_SECONDS <= now || nbf - CLOCK_LEEWAY_SECONDS > now) {
      throw new InvalidTokenError("The token has expired or is not valid yet")
    }
    if (iss !== issuer) {
      throw new InvalidTokenError("The token is of another issuer")
    }
    const audiences: unknown[] = Array.isArray(aud) ? aud : [aud]
    if (!audiences.every((name) => typeof name === "string") || !audiences.includes(audience)) {
      throw new InvalidTokenError("The token is for another audience")
    }
  }
}

async function verifiedClaims(
  token: string,
  keys: (KeyObject | Uint8Array)[],
  algorithm: string,
): Promise<Claims> {
  for (const key of keys) {
    try {
      const { payload } = await compactVerify(token, key, { algorithms: [algorithm] })
      return readObject(payload)
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) {
        throw error
      }
    }
  }
  throw new InvalidTokenError("No key of the provider has signed the token")
}

function isBase64Url(part: string): boolean {
  return Buffer.from(part, "base64url").toString("base64url") === part
}

function readObject(content: Uint8Array): Claims {
  let found: unknown
  try {
    found = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content))
  } catch {
    throw new InvalidTokenError("A part of the token is not JSON")
  }
  if (!isObject(found)) {
    throw new InvalidTokenError("A part of the token is not an object")
  }
  return found
}

function isMoment(claim: unknown): claim is number {
  return typeof claim === "number" && claim <= LATEST
}

/** Some providers write the flag as a text, and Entra its own as a number. */
function isTrue(claim: unknown, flag: string): boolean {
  return claim === true || claim === "true" || (flag === ENTRA_FLAG && (claim === 1 || claim === "1"))
}

// The authorizer's rules, letter by letter: tests/fixtures/sign_in runs through both.
const INVISIBLE = /[\p{Z}\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/u

/**
 * An email with an invisible character is rejected, not cleaned: the provider has verified another address.
 *
 * In lower case the Kelvin sign is a plain k: an address with it would be another person's.
 */
function readEmail(claim: unknown): string {
  const email = typeof claim === "string" ? claim : ""
  const isAddress = /^[^@]+@[^@]+$/u.test(email)
  if (!isAddress || email.search(INVISIBLE) >= 0 || email !== email.normalize("NFC")) {
    throw new InvalidTokenError("The token's email is no address")
  }
  return email.toLowerCase()
}

/** Return a text that can be stored; a claim that is not a text counts as missing. */
function readText(claim: unknown, name: string): string {
  if (typeof claim !== "string") {
    return ""
  }
  if (UNPRINTABLE.test(claim)) {
    throw new InvalidTokenError(`The claim ${name} has control characters in it`)
  }
  return claim
}
