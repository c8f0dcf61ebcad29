import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"

import { ConfigService } from "@nestjs/config"
import { exportJWK, generateKeyPair, SignJWT } from "jose"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { AuthService } from "../src/modules/auth/auth.service"
import { parseGrants } from "../src/modules/auth/grants"
import { requestContext } from "../src/request-context"

const AUDIENCE = "storefront"

type Claims = Record<string, unknown>

let issuer: string
let keys: CryptoKeyPair
let down = false

const server = createServer(async (request, response) => {
  if (down) return void response.writeHead(500).end()
  const body = request.url?.endsWith("/keys")
    ? { keys: [{ ...(await exportJWK(keys.publicKey)), kid: "k1", alg: "RS256", use: "sig" }] }
    : { issuer, jwks_uri: `${issuer}/keys` }
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body))
})

beforeAll(async () => {
  keys = await generateKeyPair("RS256", { extractable: true })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(() => void server.close())

function service(settings: Record<string, string> = {}): AuthService {
  return new AuthService(new ConfigService({ SSO_ISSUER: issuer, SSO_AUDIENCE: AUDIENCE, ...settings }))
}

function sign(claims: Claims = {}, key = keys.privateKey): Promise<string> {
  const time = Math.floor(Date.now() / 1000)
  const payload = { iss: issuer, aud: AUDIENCE, sub: "u1", exp: time + 60, ...claims }
  return new SignJWT(payload).setProtectedHeader({ alg: "RS256", kid: "k1" }).sign(key)
}

describe("tokens", () => {
  test("a valid one has its claims", async () => {
    const token = `Bearer ${await sign({ email: "ada@example.com" })}`
    expect(await service().verifyToken(token)).toMatchObject({ sub: "u1", email: "ada@example.com" })
  })

  test.each<[string, Claims]>([
    ["another issuer", { iss: "https://evil.example" }],
    ["another audience", { aud: "other" }],
    ["expired", { exp: 1 }],
    ["not valid yet", { nbf: 4102444800 }],
    ["no expiry", { exp: undefined }],
    ["no customer", { sub: undefined }],
  ])("refused: %s", async (_, claims) => {
    await expect(service().verifyToken(await sign(claims))).rejects.toMatchObject({ status: 401 })
  })

  test("refused: signed by another", async () => {
    const { privateKey } = await generateKeyPair("RS256")
    await expect(service().verifyToken(await sign({}, privateKey))).rejects.toMatchObject({ status: 401 })
  })

  test("refused: signed with the public key, or not at all", async () => {
    const secret = new TextEncoder().encode(JSON.stringify(await exportJWK(keys.publicKey)))
    const payload = { iss: issuer, aud: AUDIENCE, sub: "u1", exp: 4102444800 }
    const symmetric = await new SignJWT(payload).setProtectedHeader({ alg: "HS256", kid: "k1" }).sign(secret)
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url")
    for (const token of [symmetric, `${encode({ alg: "none" })}.${encode(payload)}.`, "null", ""]) {
      await expect(service().verifyToken(token)).rejects.toMatchObject({ status: 401 })
    }
  })

  test("an algorithm that is not accepted is refused", async () => {
    const auth = service({ SSO_ALGORITHMS: "ES256" })
    await expect(auth.verifyToken(await sign())).rejects.toMatchObject({ status: 401 })
  })

  test("without the provider's keys it is 503, and works again with them", async () => {
    const auth = service()
    down = true
    await expect(auth.verifyToken(await sign())).rejects.toMatchObject({ status: 503 })
    down = false
    expect(await auth.verifyToken(await sign())).toMatchObject({ sub: "u1" })
  })

  test("the keys can have an address of their own", async () => {
    const auth = service({ SSO_JWKS_URL: `${issuer}/other/keys` })
    expect(await auth.verifyToken(await sign())).toMatchObject({ sub: "u1" })
  })

  test("keys are not read without https", async () => {
    const auth = service({ SSO_JWKS_URL: "http://id.example/keys" })
    await expect(auth.verifyToken(await sign())).rejects.toMatchObject({ status: 503 })
  })

  test.each(["SSO_ISSUER", "SSO_AUDIENCE"])("%s is required", (name) => {
    expect(() => service({ [name]: " " })).toThrow(name)
  })
})

describe("rights", () => {
  const grants = {
    "*": { roles: ["user"], permissions: { orders: ["view"] } },
    boss: { roles: ["admin"], permissions: { orders: ["cancel", "view"], users: ["view"] } },
  }
  const setting = { SSO_GRANTS: JSON.stringify(grants) }

  test("everyone who is signed in has what O2S's pages ask for", () => {
    const auth = service()
    expect(auth.getRoles({ sub: "u1" })).toEqual(["selfservice_org_user"])
    expect(auth.canPerformActions({ sub: "u1" }, "orders", ["view", "delete"])).toEqual({
      view: true,
      delete: false,
    })
    expect(auth.canPerformActions({ sub: "u1" }, "services", ["view"])).toEqual({ view: true })
  })

  test.each([
    ["roles", { roles: ["boss", "other"] }],
    ["roles", { roles: "boss" }],
    ["realm_access.roles", { realm_access: { roles: ["boss"] } }],
    ["https://shop.example/roles", { "https://shop.example/roles": ["boss"] }],
  ])("the provider's roles in %s add to that", (name, claims) => {
    const auth = service({ ...setting, SSO_CLAIM_ROLES: name })
    expect(auth.getRoles({ sub: "u1", ...claims })).toEqual(["user", "admin"])
    expect(auth.getPermissions({ sub: "u1", ...claims })).toEqual({
      orders: { resource: "orders", actions: ["view", "cancel"] },
      users: { resource: "users", actions: ["view"] },
    })
  })

  test.each([undefined, ["constructor"], [7], "__proto__", { boss: true }])(
    "other values grant nothing: %j",
    (roles) => {
      const auth = service({ ...setting, SSO_CLAIM_ROLES: "roles" })
      expect(auth.getRoles({ sub: "u1", roles })).toEqual(["user"])
    },
  )

  test("a token in text has rights only in the request in which it was verified", async () => {
    const auth = service()
    const token = await sign()
    expect(auth.getRoles(token)).toEqual([])
    expect(auth.getPermissions(token)).toEqual({})
    expect(auth.getCustomerId(token)).toBeUndefined()
    await requestContext.run({}, async () => {
      await auth.verifyToken(token)
      expect(auth.getRoles(`Bearer ${token}`)).toEqual(["selfservice_org_user"])
      expect(auth.getCustomerId(token)).toBe("u1")
      expect(auth.getRoles(await sign({ sub: "u2" }))).toEqual([])
    })
    expect(auth.getRoles(token)).toEqual([])
  })

  test("another claim may name the customer", async () => {
    const auth = service({ SSO_CLAIM_ID: "oid" })
    expect(auth.getCustomerId({ sub: "u1", oid: "o1" })).toBe("o1")
    await expect(auth.verifyToken(await sign())).rejects.toMatchObject({ status: 401 })
  })

  test.each(["", "[]", "{", '{"*": {"roles": "user"}}', '{"*": {"permissions": {"orders": "view"}}}'])(
    "grants that are wrong stop the start: %s",
    (text) => {
      expect(() => parseGrants(text)).toThrow("SSO_GRANTS")
    },
  )
})
