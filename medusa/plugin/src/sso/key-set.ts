import { createPublicKey, type KeyObject } from "node:crypto"

/** A public key, with the algorithms of tokens that it may verify. */
export type Key = { kid?: string; algorithms: string[]; publicKey: KeyObject }

type Fields = Record<string, unknown>

/** Each algorithm with the type and the curve of its keys. */
const KINDS: { [algorithm: string]: { kty: string; crv?: string } } = {
  RS256: { kty: "RSA" },
  RS384: { kty: "RSA" },
  RS512: { kty: "RSA" },
  PS256: { kty: "RSA" },
  PS384: { kty: "RSA" },
  PS512: { kty: "RSA" },
  ES256: { kty: "EC", crv: "P-256" },
  ES384: { kty: "EC", crv: "P-384" },
  ES512: { kty: "EC", crv: "P-521" },
  EdDSA: { kty: "OKP", crv: "Ed25519" },
}
export const KEY_PAIR_ALGORITHMS = Object.keys(KINDS)

const MIN_RSA_BITS = 2048
const COORDINATE_BYTES: Record<string, number> = { "P-256": 32, "P-384": 48, "P-521": 66, Ed25519: 32 }
const NUMBERS: Record<string, string[]> = { RSA: ["n", "e"], EC: ["x", "y"], OKP: ["x"] }
// A published key with one of these properties lets anyone sign: it proves nothing.
const PRIVATE = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]

/**
 * Return the keys of a key set that can verify a token with one of the allowed algorithms; throws when
 * there is none.
 *
 * An entry that cannot be used is left out, and the others stay (RFC 7517, 5). These are the rules of the
 * functions' authorizer (layers/commerce/commerce/key_set.py); tests/fixtures/sign_in runs through both.
 */
export function readKeys(document: unknown, allowed: string[]): Key[] {
  const entries = isObject(document) ? document.keys : undefined
  if (!Array.isArray(entries)) {
    throw new Error("the response is not a key set")
  }
  const keys = entries.flatMap((entry) => readKey(entry, allowed) ?? [])
  if (keys.length === 0) {
    throw new Error("there is no usable key among the provider's keys")
  }
  return keys
}

/**
 * Return the keys that may have signed a token.
 *
 * A kid may be used twice: by the same key, with a certificate and without, or by a new key next to the old
 * one. A token without a kid is only matched when a single key fits.
 */
export function candidates(keys: Key[], kid: string | undefined, algorithm: string): KeyObject[] {
  const found = keys
    .filter((key) => (kid === undefined || key.kid === kid) && key.algorithms.includes(algorithm))
    .map((key) => key.publicKey)
  const [first] = found
  return kid === undefined && first && found.some((key) => !key.equals(first)) ? [] : found
}

export function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

function readKey(entry: unknown, allowed: string[]): Key | undefined {
  if (!isObject(entry)) {
    return undefined
  }
  // What is null counts as missing: some libraries write every field.
  const fields = Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== null))
  const { kid } = fields
  const algorithms = algorithmsOf(fields).filter((name) => allowed.includes(name))
  if (algorithms.length === 0 || !isForSignatures(fields) || (kid !== undefined && typeof kid !== "string")) {
    return undefined
  }
  const publicKey = readPublicKey(fields)
  return publicKey && { kid, algorithms, publicKey }
}

/** The algorithms for an entry's type and curve; only the one that it names, if it names one. */
function algorithmsOf({ kty, crv, alg }: Fields): string[] {
  const fitting = Object.entries(KINDS).filter(
    ([name, kind]) =>
      kind.kty === kty && (kind.crv === undefined || kind.crv === crv) && (alg === undefined || alg === name),
  )
  return fitting.map(([name]) => name)
}

function isForSignatures(fields: Fields): boolean {
  const { use = "sig", key_ops: operations = ["verify"] } = fields
  return (
    use === "sig" &&
    Array.isArray(operations) &&
    operations.includes("verify") &&
    !PRIVATE.some((name) => Object.hasOwn(fields, name))
  )
}

function readPublicKey(fields: Fields): KeyObject | undefined {
  const kty = fields.kty as string
  const crv = kty === "RSA" ? undefined : (fields.crv as string)
  // Nothing else of the entry reaches the library: a certificate (x5c) is ignored, and so is its age.
  const jwk: Record<string, string> = crv ? { kty, crv } : { kty }
  for (const name of NUMBERS[kty] ?? []) {
    const text = fields[name]
    const number = typeof text === "string" ? /^([\w-]+)={0,2}$/.exec(text)?.[1] : undefined
    if (number === undefined || (crv && Buffer.from(number, "base64url").length !== COORDINATE_BYTES[crv])) {
      return undefined
    }
    jwk[name] = number
  }
  try {
    const key = createPublicKey({ key: jwk, format: "jwk" })
    return kty === "RSA" && !isStrong(key) ? undefined : key
  } catch {
    return undefined
  }
}

function isStrong({ asymmetricKeyDetails: details = {} }: KeyObject): boolean {
  const { modulusLength = 0, publicExponent = 0n } = details
  return modulusLength >= MIN_RSA_BITS && publicExponent >= 3n && publicExponent % 2n === 1n
}
