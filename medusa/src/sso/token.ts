import { errors, jwtVerify, type JWTPayload } from "jose"

import { openKeySource, type KeySource } from "./keys"
import type { SsoSettings } from "./settings"

/** Who a token speaks of, as far as the provider vouches for it; `issuedAt` in seconds since 1970. */
export type Identity = { email: string; firstName?: string; lastName?: string; issuedAt?: number }

/** The token is not one of the provider's, has run out, or names no verified email. */
export class InvalidTokenError extends Error {}

const CLOCK_LEEWAY_SECONDS = 10

/** Checks tokens against one provider. */
export class TokenVerifier {
  private readonly keys: KeySource

  constructor(private readonly settings: SsoSettings) {
    this.keys = openKeySource(settings)
  }

  /** Gives the token's owner, or throws InvalidTokenError or ProviderUnavailableError. */
  async verify(token: string): Promise<Identity> {
    const payload = await this.verifiedPayload(token)
    const { idClaim, emailClaim, verifiedClaim } = this.settings
    const verified = payload[verifiedClaim]
    // Some providers write the flag as a string.
    if (verified !== true && verified !== "true") {
      throw new InvalidTokenError("The token names no verified email")
    }
    if (readText(payload[idClaim], "id").replace(INVISIBLE, "") === "") {
      throw new InvalidTokenError("The token names no id")
    }
    return {
      email: readEmail(payload[emailClaim]),
      firstName: readText(payload.given_name, "given_name") || undefined,
      lastName: readText(payload.family_name, "family_name") || undefined,
      issuedAt: payload.iat,
    }
  }

  private async verifiedPayload(token: string): Promise<JWTPayload> {
    const { issuer, audience, algorithms } = this.settings
    try {
      const { payload } = await jwtVerify(token, this.keys, {
        issuer,
        audience,
        algorithms,
        clockTolerance: CLOCK_LEEWAY_SECONDS,
        requiredClaims: ["exp"],
      })
      return payload
    } catch (error) {
      throw error instanceof errors.JOSEError ? new InvalidTokenError(error.message) : error
    }
  }
}

// The authorizer's rules, letter by letter: tests/fixtures/claims.json runs through both.
const INVISIBLE = /[\p{Z}\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/u

/**
 * An email with anything invisible in it is refused, not cleaned: the provider vouches for another address.
 *
 * In lower case the Kelvin sign is a plain k: an address that has it would be somebody else's.
 */
function readEmail(claim: unknown): string {
  const email = typeof claim === "string" ? claim : ""
  const isAddress = /^[^@]+@[^@]+$/u.test(email)
  if (!isAddress || email.search(INVISIBLE) >= 0 || email !== email.normalize("NFC")) {
    throw new InvalidTokenError("The token's email is no address")
  }
  return email.toLowerCase()
}

/** A text that can be stored as it is; what is no text counts as missing. */
function readText(claim: unknown, name: string): string {
  if (typeof claim !== "string") {
    return ""
  }
  if (UNPRINTABLE.test(claim)) {
    throw new InvalidTokenError(`The claim ${name} has control characters in it`)
  }
  return claim
}
