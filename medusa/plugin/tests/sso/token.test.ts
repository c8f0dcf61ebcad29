import { SignJWT } from "jose"
import { describe, expect, it } from "vitest"

import { readSsoSettings } from "../../src/sso/settings"
import { InvalidTokenError, TokenVerifier } from "../../src/sso/token"
import { errorOf } from "../support/errors"

// What tokens must be is in the rows of tests/fixtures/sign_in, for both verifiers; here is how one is put together.
const SECRET = "a shared secret of 32 bytes or more"
const NOW = Math.floor(Date.now() / 1000)
const CLAIMS = {
  iss: "https://login.example.com",
  aud: "storefront",
  exp: NOW + 60,
  iat: NOW,
  sub: "anna",
  email: "Anna@Example.com",
  email_verified: true,
  given_name: "Anna",
}

const verifier = new TokenVerifier(
  readSsoSettings({ SSO_ISSUER: CLAIMS.iss, SSO_AUDIENCE: CLAIMS.aud, SSO_SHARED_SECRET: SECRET }),
)
const sign = (changed: object, secret = SECRET) =>
  new SignJWT({ ...CLAIMS, ...changed })
    .setProtectedHeader({ alg: "HS256" })
    .sign(new TextEncoder().encode(secret))

describe("TokenVerifier", () => {
  it("returns who a token speaks of", async () => {
    expect(await verifier.verify(await sign({}))).toEqual({
      email: "anna@example.com",
      firstName: "Anna",
      lastName: undefined,
      issuedAt: NOW,
    })
  })

  it("allows the clocks to differ by some seconds", async () => {
    await verifier.verify(await sign({ exp: NOW - 5, nbf: NOW + 5 }))
    expect(await errorOf(async () => verifier.verify(await sign({ exp: NOW - 11 })))).toBeInstanceOf(
      InvalidTokenError,
    )
  })

  it.each([
    ["an expired token", { exp: NOW - 60 }],
    ["a token without an end", { exp: undefined }],
    ["a token that is not valid yet", { nbf: NOW + 60 }],
    ["another issuer's", { iss: "https://evil.example" }],
    ["another audience's", { aud: ["other"] }],
    ["an email that is not verified", { email_verified: false }],
    ["a flag that is only truthy", { email_verified: 1 }],
    ["no email", { email: undefined }],
    ["no id", { sub: "" }],
    ["an invisible id", { sub: "\u200b" }],
    ["an email with an invisible character", { email: "anna\u200b@example.com" }],
    ["a name with a control character", { given_name: "An\u0000na" }],
  ])("refuses %s", async (_name, changed) => {
    const token = await sign(changed)
    expect(await errorOf(() => verifier.verify(token))).toBeInstanceOf(InvalidTokenError)
  })

  it.each([
    ["another key's signature", () => sign({}, "another secret of 32 bytes or more")],
    ["no signature", async () => `${(await sign({})).split(".").slice(0, 2).join(".")}.`],
    [
      "a changed claim",
      async () => (await sign({})).replace(/\.[^.]+\./, `.${Buffer.from("{}").toString("base64url")}.`),
    ],
    ["a long token", () => sign({ text: "x".repeat(8192) })],
    ["what is no token", async () => "a.b"],
  ])("refuses %s", async (_name, make) => {
    const token = await make()
    expect(await errorOf(() => verifier.verify(token))).toBeInstanceOf(InvalidTokenError)
  })
})
