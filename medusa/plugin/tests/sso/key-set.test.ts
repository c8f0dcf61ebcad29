import { generateKeyPairSync } from "node:crypto"

import { describe, expect, it } from "vitest"

import { candidates, type Key, readKeys } from "../../src/sso/key-set"

const rsa = (modulusLength = 2048) =>
  generateKeyPairSync("rsa", { modulusLength }).publicKey.export({ format: "jwk" })
const ec = (namedCurve = "P-256") =>
  generateKeyPairSync("ec", { namedCurve }).publicKey.export({ format: "jwk" })

const RSA = { ...rsa(), kid: "rsa" }
const EC = { ...ec(), kid: "ec" }
const ALLOWED = ["RS256", "ES256"]
const read = (...keys: unknown[]) => readKeys({ keys }, ALLOWED)

describe("readKeys", () => {
  it("reads keys with the allowed algorithms of their kind", () => {
    expect(read(RSA, EC).map(({ kid, algorithms }) => ({ kid, algorithms }))).toEqual([
      { kid: "rsa", algorithms: ["RS256"] },
      { kid: "ec", algorithms: ["ES256"] },
    ])
  })

  it("takes null for missing", () => {
    expect(read({ ...RSA, use: null, key_ops: null, alg: null })).toHaveLength(1)
  })

  it.each<[string, unknown]>([
    ["a key for encryption", { ...RSA, use: "enc" }],
    ["a key that may not verify", { ...RSA, key_ops: ["sign"] }],
    ["a private key", { ...RSA, d: "AQAB" }],
    ["a secret", { kty: "oct", k: "c2VjcmV0" }],
    ["a weak key", rsa(1024)],
    ["another algorithm's key", { ...RSA, alg: "RS512" }],
    ["another curve's key", ec("P-384")],
    ["a kid that is a number", { ...RSA, kid: 1 }],
    ["a short coordinate", { ...EC, x: "AQAB" }],
    ["a number that is no text", { ...RSA, n: 5 }],
    ["no object", "key"],
  ])("leaves out %s and reads the others", (_name, entry) => {
    expect(read(entry, EC).map((key) => key.kid)).toEqual(["ec"])
  })

  it.each<[string, unknown]>([
    ["text", "keys"],
    ["a list", [RSA]],
    ["no keys", {}],
    ["no usable key", { keys: [{ ...RSA, use: "enc" }] }],
  ])("refuses %s", (_name, document) => {
    expect(() => readKeys(document, ALLOWED)).toThrow()
  })
})

describe("candidates", () => {
  const keys = read(RSA, EC, { ...rsa(), kid: "new" })

  it("finds the key that a token names", () => {
    expect(candidates(keys, "rsa", "RS256")).toEqual([keys[0]?.publicKey])
    expect(candidates(keys, "rsa", "ES256")).toEqual([])
    expect(candidates(keys, "gone", "RS256")).toEqual([])
  })

  it("matches a token that names no key when one key only fits", () => {
    expect(candidates(keys, undefined, "ES256")).toHaveLength(1)
    expect(candidates(keys, undefined, "RS256")).toEqual([])
  })

  it("takes the same key twice for one", () => {
    const [first] = keys as [Key]
    expect(candidates([first, { ...first, kid: "copy" }], undefined, "RS256")).toHaveLength(2)
  })
})
