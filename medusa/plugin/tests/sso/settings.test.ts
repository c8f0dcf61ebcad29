import { describe, expect, it } from "vitest"

import { isSafeUrl, readSsoSettings, ssoVariables } from "../../src/sso/settings"
import { errorOf } from "../support/errors"

const REQUIRED = { SSO_ISSUER: "https://login.example.com", SSO_AUDIENCE: "storefront" }

describe("ssoVariables", () => {
  it("puts every option in the place of its variable", () => {
    const options = {
      issuer: "i",
      audience: "a",
      jwksUrl: "j",
      sharedSecret: "s",
      algorithms: ["ES256", "RS256"],
      claimId: "c",
      claimEmail: "e",
      claimEmailVerified: "v",
    }
    expect(ssoVariables(options, {})).toEqual({
      SSO_ISSUER: "i",
      SSO_AUDIENCE: "a",
      SSO_JWKS_URL: "j",
      SSO_SHARED_SECRET: "s",
      SSO_ALGORITHMS: "ES256,RS256",
      SSO_CLAIM_ID: "c",
      SSO_CLAIM_EMAIL: "e",
      SSO_CLAIM_EMAIL_VERIFIED: "v",
    })
  })

  it("falls back to the environment for what is missing", () => {
    const env = { SSO_ISSUER: "from-env", SSO_AUDIENCE: "from-env" }
    const merged = ssoVariables({ issuer: "from-option", audience: undefined }, env)
    expect(merged).toMatchObject({ SSO_ISSUER: "from-option", SSO_AUDIENCE: "from-env" })
    expect(ssoVariables(undefined, env)).toMatchObject(env)
  })
})

describe("readSsoSettings", () => {
  it("has defaults for all but issuer and audience", () => {
    expect(readSsoSettings(REQUIRED)).toEqual({
      issuer: "https://login.example.com",
      audience: "storefront",
      jwksUrl: undefined,
      sharedSecret: undefined,
      algorithms: ["RS256", "ES256"],
      idClaim: "sub",
      emailClaim: "email",
      verifiedClaim: "email_verified",
    })
  })

  it("takes HS256 only with a shared secret", () => {
    const settings = readSsoSettings({ ...REQUIRED, SSO_SHARED_SECRET: "s".repeat(32) })
    expect(settings.algorithms).toEqual(["HS256"])
  })

  it.each([
    ["no issuer", { SSO_ISSUER: " " }, "sso.issuer"],
    ["no audience", { SSO_AUDIENCE: undefined }, "sso.audience"],
    ["an issuer in the clear", { SSO_ISSUER: "http://login.example.com" }, "SSO_ISSUER"],
    ["keys in the clear", { SSO_JWKS_URL: "http://login.example.com/keys" }, "SSO_JWKS_URL"],
    ["a short secret", { SSO_SHARED_SECRET: "s".repeat(31) }, "SSO_SHARED_SECRET"],
    [
      "a public key as secret",
      { SSO_SHARED_SECRET: `-----BEGIN PUBLIC KEY-----${"s".repeat(32)}` },
      "SSO_SHARED_SECRET",
    ],
    ["an HMAC with public keys", { SSO_ALGORITHMS: "RS256,HS256" }, "SSO_ALGORITHMS"],
    ["no algorithm", { SSO_ALGORITHMS: "," }, "SSO_ALGORITHMS"],
    ["no signature", { SSO_ALGORITHMS: "none" }, "SSO_ALGORITHMS"],
    [
      "another claim's flag",
      { SSO_CLAIM_EMAIL: "mail", SSO_CLAIM_EMAIL_VERIFIED: "email_verified" },
      "SSO_CLAIM_EMAIL_VERIFIED",
    ],
    ["an email without a flag", { SSO_CLAIM_EMAIL: "mail" }, "SSO_CLAIM_EMAIL_VERIFIED"],
  ])("refuses %s", async (_name, changed, named) => {
    const error = await errorOf(() => readSsoSettings({ ...REQUIRED, ...changed }))
    expect(error).toMatchObject({ message: expect.stringContaining(named) })
  })

  it.each([
    ["mail", "mail_verified"],
    ["mail", "mailVerified"],
    ["email", "xms_edov"],
    ["mail", "trusted"],
  ])("takes the claim %s with the flag %s", (SSO_CLAIM_EMAIL, SSO_CLAIM_EMAIL_VERIFIED) => {
    const settings = readSsoSettings({ ...REQUIRED, SSO_CLAIM_EMAIL, SSO_CLAIM_EMAIL_VERIFIED })
    expect(settings).toMatchObject({ emailClaim: SSO_CLAIM_EMAIL, verifiedClaim: SSO_CLAIM_EMAIL_VERIFIED })
  })
})

describe("isSafeUrl", () => {
  it.each([
    ["https://login.example.com/a?b#c", true],
    ["HTTPS://LOGIN.EXAMPLE.COM", true],
    ["http://localhost:9400", true],
    ["http://[::1]/", true],
    ["http://login.example.com", false],
    ["http://localhost.example.com", false],
    ["https://user@login.example.com", false],
    ["https://login.example.com\\@evil.example", false],
    ["file:///etc/passwd", false],
    ["", false],
  ])("%s: %s", (url, expected) => {
    expect(isSafeUrl(url)).toBe(expected)
  })
})
