import type { PluginOptions } from "../options"
import { KEY_PAIR_ALGORITHMS } from "./key-set"

/** How tokens of the SSO provider are verified. */
export type SsoSettings = {
  issuer: string
  audience: string
  /** The URL of the provider's keys; without it, its discovery document names the URL. */
  jwksUrl?: string
  /** With a shared secret, tokens are HMAC-signed and no public key is used. */
  sharedSecret?: string
  algorithms: string[]
  idClaim: string
  emailClaim: string
  /** The claim with whether the email is verified. */
  verifiedClaim: string
}

/** Entra's flag: whether the domain of the claim email is verified. Written as true, 1 or "1". */
export const ENTRA_FLAG = "xms_edov"

const MIN_SECRET_BYTES = 32

/**
 * Return the environment with the plugin's options in place of the variables of the same meaning.
 */
export function ssoVariables(
  sso: PluginOptions["sso"] = {},
  env: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  const given = {
    SSO_ISSUER: sso.issuer,
    SSO_AUDIENCE: sso.audience,
    SSO_JWKS_URL: sso.jwksUrl,
    SSO_SHARED_SECRET: sso.sharedSecret,
    SSO_ALGORITHMS: sso.algorithms?.join(","),
    SSO_CLAIM_ID: sso.claimId,
    SSO_CLAIM_EMAIL: sso.claimEmail,
    SSO_CLAIM_EMAIL_VERIFIED: sso.claimEmailVerified,
  }
  const set = Object.entries(given).filter(([, value]) => value !== undefined)
  return { ...env, ...Object.fromEntries(set) }
}

/**
 * Read SSO_ISSUER, SSO_AUDIENCE, SSO_JWKS_URL, SSO_SHARED_SECRET, SSO_ALGORITHMS, SSO_CLAIM_ID,
 * SSO_CLAIM_EMAIL and SSO_CLAIM_EMAIL_VERIFIED.
 *
 * Throws when a required one is missing or when they are not safe together: a server that accepts an HMAC
 * made with a public key, or an unverified email, must not start. These are the rules of the functions
 * (layers/commerce/commerce/settings.py and sso.py), which use the same values.
 */
export function readSsoSettings(variables: NodeJS.ProcessEnv = process.env): SsoSettings {
  const env = Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, value?.trim()]))
  const settings = {
    issuer: required(env, "SSO_ISSUER"),
    audience: required(env, "SSO_AUDIENCE"),
    jwksUrl: env.SSO_JWKS_URL || undefined,
    sharedSecret: readSecret(env.SSO_SHARED_SECRET),
    algorithms: readAlgorithms(env.SSO_ALGORITHMS, Boolean(env.SSO_SHARED_SECRET)),
    idClaim: env.SSO_CLAIM_ID || "sub",
    ...readEmailClaims(env.SSO_CLAIM_EMAIL || "email", env.SSO_CLAIM_EMAIL_VERIFIED),
  }
  if (!settings.sharedSecret && !isSafeUrl(settings.jwksUrl ?? settings.issuer)) {
    throw new Error(`${settings.jwksUrl ? "SSO_JWKS_URL" : "SSO_ISSUER"} must be an https URL.`)
  }
  return settings
}

// No user, no password, nothing that two libraries parse differently.
const URL_FORM = /^(https?):\/\/([a-z0-9._-]+|\[[0-9a-f:]+\])(?::[0-9]{1,5})?(?:[/?#][\x21-\x7e]*)?$/i

/** Whether a URL is https, or on this machine: its content cannot be changed in transit. */
export function isSafeUrl(text: string): boolean {
  const [, scheme, host = ""] = URL_FORM.exec(text.toLowerCase()) ?? []
  return scheme === "https" || (scheme === "http" && ["localhost", "127.0.0.1", "[::1]"].includes(host))
}

/** By OpenID's convention `x_verified` is about `x`: a flag about another claim is rejected. */
function readEmailClaims(
  emailClaim: string,
  flag: string | undefined,
): Pick<SsoSettings, "emailClaim" | "verifiedClaim"> {
  const verifiedClaim = flag || (emailClaim === "email" ? "email_verified" : "")
  const named = /^(.+?)(?:_v|V)erified$/.exec(verifiedClaim)?.[1]
  const vouchedFor = verifiedClaim === ENTRA_FLAG ? "email" : (named ?? emailClaim)
  if (!verifiedClaim || vouchedFor !== emailClaim || verifiedClaim === emailClaim) {
    throw new Error("SSO_CLAIM_EMAIL_VERIFIED must name the claim that vouches for SSO_CLAIM_EMAIL.")
  }
  return { emailClaim, verifiedClaim }
}

function required(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name]
  if (!value) {
    throw new Error(
      `${name} is missing: set the plugin's option sso.${optionOf(name)} or the environment variable ${name}. ` +
        "Customers' tokens cannot be verified without it.",
    )
  }
  return value
}

function optionOf(variable: string): string {
  return variable === "SSO_ISSUER" ? "issuer" : "audience"
}

function readSecret(secret: string | undefined): string | undefined {
  if (secret && (Buffer.byteLength(secret) < MIN_SECRET_BYTES || secret.includes("-----BEGIN"))) {
    throw new Error(`SSO_SHARED_SECRET must be a secret of at least ${MIN_SECRET_BYTES} bytes.`)
  }
  return secret || undefined
}

function readAlgorithms(list: string | undefined, hasSharedSecret: boolean): string[] {
  const possible = hasSharedSecret ? ["HS256"] : KEY_PAIR_ALGORITHMS
  const names = (list ?? "").split(",").map((name) => name.trim())
  const algorithms = list ? names.filter(Boolean) : hasSharedSecret ? ["HS256"] : ["RS256", "ES256"]
  const unfit = algorithms.filter((name) => !possible.includes(name))
  if (unfit.length > 0 || algorithms.length === 0) {
    const reason = hasSharedSecret ? "with SSO_SHARED_SECRET" : "without SSO_SHARED_SECRET"
    throw new Error(
      `SSO_ALGORITHMS is ${list}, but ${reason} it must be one or more of ${possible.join(", ")}.`,
    )
  }
  return algorithms
}
