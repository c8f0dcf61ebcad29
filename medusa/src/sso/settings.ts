/** How tokens of the SSO provider are checked; read once from the environment. */
export type SsoSettings = {
  issuer: string
  audience: string
  /** Where the provider's keys are; without it, its discovery document tells. */
  jwksUrl?: string
  /** With a shared secret tokens are HMAC-signed, and no public key is ever looked at. */
  sharedSecret?: string
  algorithms: string[]
  idClaim: string
  emailClaim: string
  /** The claim that says whether the email was proven. */
  verifiedClaim: string
}

const SIGNED_BY_KEY_PAIR = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
]
const SIGNED_BY_SHARED_SECRET = ["HS256", "HS384", "HS512"]

/**
 * Reads SSO_ISSUER, SSO_AUDIENCE, SSO_JWKS_URL, SSO_SHARED_SECRET, SSO_ALGORITHMS, SSO_CLAIM_ID,
 * SSO_CLAIM_EMAIL and SSO_CLAIM_EMAIL_VERIFIED.
 *
 * Throws when a required one is missing, or when the algorithms do not fit the kind of key: a server that
 * would take an HMAC made with a public key must not start.
 */
export function readSsoSettings(env: NodeJS.ProcessEnv = process.env): SsoSettings {
  const sharedSecret = env.SSO_SHARED_SECRET || undefined
  return {
    issuer: required(env, "SSO_ISSUER"),
    audience: required(env, "SSO_AUDIENCE"),
    jwksUrl: env.SSO_JWKS_URL || undefined,
    sharedSecret,
    algorithms: readAlgorithms(env.SSO_ALGORITHMS, sharedSecret !== undefined),
    idClaim: env.SSO_CLAIM_ID || "sub",
    ...readEmailClaims(env),
  }
}

function readEmailClaims(env: NodeJS.ProcessEnv): Pick<SsoSettings, "emailClaim" | "verifiedClaim"> {
  const emailClaim = env.SSO_CLAIM_EMAIL || "email"
  const verifiedClaim = env.SSO_CLAIM_EMAIL_VERIFIED || (emailClaim === "email" ? "email_verified" : "")
  if (!verifiedClaim) {
    throw new Error(
      "SSO_CLAIM_EMAIL_VERIFIED must name the claim that vouches for SSO_CLAIM_EMAIL: email_verified speaks " +
        "of the claim email alone.",
    )
  }
  return { emailClaim, verifiedClaim }
}

function required(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name]
  if (!value) {
    throw new Error(
      `The environment variable ${name} is missing: Medusa needs it to check customers' SSO tokens.`,
    )
  }
  return value
}

function readAlgorithms(list: string | undefined, hasSharedSecret: boolean): string[] {
  const possible = hasSharedSecret ? SIGNED_BY_SHARED_SECRET : SIGNED_BY_KEY_PAIR
  const standard = hasSharedSecret ? ["HS256"] : ["RS256", "ES256"]
  const algorithms = list ? list.split(",").map((name) => name.trim()) : standard
  const unfit = algorithms.filter((name) => !possible.includes(name))
  if (unfit.length > 0) {
    const reason = hasSharedSecret ? "with SSO_SHARED_SECRET" : "without SSO_SHARED_SECRET"
    throw new Error(
      `SSO_ALGORITHMS names ${unfit.join(", ")}, but ${reason} only ${possible.join(", ")} can be used.`,
    )
  }
  return algorithms
}
