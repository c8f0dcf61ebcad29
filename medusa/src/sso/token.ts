import { errors, jwtVerify, type JWTPayload } from "jose"

import { openKeySource, type KeySource } from "./keys"
import type { SsoSettings } from "./settings"

/** Who a token speaks of, as far as the provider vouches for it. */
export type Identity = { email: string; firstName?: string; lastName?: string }

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
    const email = readEmail(payload[this.settings.emailClaim])
    // Some providers write the flag as a string.
    const isVerified = payload.email_verified === true || payload.email_verified === "true"
    if (!email || !isVerified) {
      throw new InvalidTokenError("The token names no verified email")
    }
    return { email, firstName: text(payload.given_name), lastName: text(payload.family_name) }
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

/** In lower case the Kelvin sign is a plain k: an address that has it would be somebody else's. */
function readEmail(claim: unknown): string | undefined {
  const email = text(claim)?.trim()
  return email === email?.normalize("NFC") ? email?.toLowerCase() : undefined
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined
}
