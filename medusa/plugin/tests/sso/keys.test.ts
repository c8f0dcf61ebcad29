import { generateKeyPairSync } from "node:crypto"

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"

import { openKeySource, ProviderUnavailableError } from "../../src/sso/keys"
import { readSsoSettings } from "../../src/sso/settings"
import { errorOf } from "../support/errors"

const ISSUER = "https://login.example.com"
const keyOf = (kid: string) => ({
  ...generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "jwk" }),
  kid,
})

/** A provider in memory: what it has, and what was fetched of it. */
class Provider {
  keys = [keyOf("one")]
  discovery: unknown = { issuer: ISSUER, jwks_uri: `${ISSUER}/keys` }
  isDown = false
  fetched: string[] = []

  fetch = async (url: string): Promise<Response> => {
    this.fetched.push(url)
    if (this.isDown) {
      throw new TypeError("fetch failed")
    }
    return Response.json(url.endsWith("/keys") ? { keys: this.keys } : this.discovery)
  }

  /** How often the keys were fetched. */
  get count(): number {
    return this.fetched.filter((url) => url.endsWith("/keys")).length
  }
}

let provider: Provider
const source = () => openKeySource(readSsoSettings({ SSO_ISSUER: ISSUER, SSO_AUDIENCE: "storefront" }))
const minutes = (count: number) => vi.setSystemTime(Date.now() + count * 60_000)

beforeEach(() => {
  provider = new Provider()
  vi.stubGlobal("fetch", provider.fetch)
  vi.useFakeTimers({ now: new Date("2026-01-01T00:00:00Z"), toFake: ["Date"] })
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

describe("openKeySource", () => {
  it("has the shared secret without a provider", async () => {
    const settings = { SSO_ISSUER: ISSUER, SSO_AUDIENCE: "storefront", SSO_SHARED_SECRET: "s".repeat(32) }
    expect(await openKeySource(readSsoSettings(settings))("any", "HS256")).toEqual([
      new TextEncoder().encode("s".repeat(32)),
    ])
    expect(provider.fetched).toEqual([])
  })

  it("fetches the keys once, for requests in parallel too", async () => {
    const find = source()
    const found = await Promise.all([find("one", "ES256"), find("one", "ES256")])
    await find("one", "ES256")
    expect(found.map((keys) => keys.length)).toEqual([1, 1])
    expect(provider.fetched).toEqual([`${ISSUER}/.well-known/openid-configuration`, `${ISSUER}/keys`])
  })

  it("fetches them again after ten minutes", async () => {
    const find = source()
    await find("one", "ES256")
    minutes(9)
    await find("one", "ES256")
    expect(provider.count).toBe(1)
    minutes(2)
    await find("one", "ES256")
    expect(provider.count).toBe(2)
  })

  it("looks for a new key as soon as a token names it", async () => {
    const find = source()
    await find("one", "ES256")
    minutes(1)
    provider.keys.push(keyOf("two"))
    expect(await find("two", "ES256")).toHaveLength(1)
  })

  it("looks for five made-up keys a minute and no more", async () => {
    const find = source()
    await find("one", "ES256")
    minutes(1)
    for (let index = 0; index < 20; index++) {
      vi.setSystemTime(Date.now() + 1)
      expect(await find(`made-up-${index}`, "ES256")).toEqual([])
    }
    expect(provider.count).toBe(1 + 5)
    expect(await find("one", "ES256")).toHaveLength(1)
  })

  it("uses old keys for an hour while the provider is down", async () => {
    const find = source()
    await find("one", "ES256")
    provider.isDown = true
    minutes(30)
    expect(await find("one", "ES256")).toHaveLength(1)
    minutes(31)
    expect(await errorOf(() => find("one", "ES256"))).toBeInstanceOf(ProviderUnavailableError)
  })

  it("does not call a provider that has just failed", async () => {
    provider.isDown = true
    const find = source()
    await errorOf(() => find("one", "ES256"))
    expect(await errorOf(() => find("one", "ES256"))).toBeInstanceOf(ProviderUnavailableError)
    expect(provider.fetched).toHaveLength(1)
  })

  it.each([
    ["another issuer", { issuer: "https://evil.example", jwks_uri: `${ISSUER}/keys` }],
    ["keys in the clear", { issuer: ISSUER, jwks_uri: "http://login.example.com/keys" }],
    ["no keys", { issuer: ISSUER }],
  ])("refuses a discovery document with %s", async (_name, discovery) => {
    provider.discovery = discovery
    expect(await errorOf(() => source()("one", "ES256"))).toBeInstanceOf(ProviderUnavailableError)
    expect(provider.count).toBe(0)
  })
})
