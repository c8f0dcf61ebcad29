import { createRequire } from "node:module"
import { dirname, join } from "node:path"

import { afterEach, describe, expect, it, vi } from "vitest"

import { configure, SSO } from "../support/config"
import { errorOf } from "../support/errors"

type Route = { matcher: string; methods?: string[]; name?: string }
type Sorter = new (routes: Route[]) => { sort(): Route[] }

const require = createRequire(import.meta.url)
// Medusa does not export what it sorts middlewares with.
const file = join(dirname(require.resolve("@medusajs/framework/http")), "routes-sorter.js")
const { RoutesSorter } = require(file) as { RoutesSorter: Sorter }

/** What the plugin sets up on a host with these options; it reads them when it is loaded. */
async function routesWith(options: object): Promise<Route[]> {
  vi.resetModules()
  configure({ sso: SSO, ...options })
  return (await import("../../src/api/middlewares")).default.routes as Route[]
}

afterEach(() => configure({ sso: SSO }))

describe("the plugin's middlewares", () => {
  it.each(["/store", "/store/*", "/store*", "*", "/*", "/", "/store/carts", "/store/carts/:id"])(
    "verify tokens before a host's middleware at %s",
    async (matcher) => {
      const [first, ...others] = await routesWith({})
      // Medusa hands over the plugins' before the host's.
      const sorted = new RoutesSorter([
        { matcher: "", ...first, name: "sso" },
        ...others,
        { matcher, name: "host" },
        { matcher, methods: ["GET"], name: "host" },
      ]).sort()
      const names = sorted.flatMap(({ name }) => name ?? [])
      expect(names).toEqual(["sso", "host", "host"])
    },
  )

  it("leave out those of assets and services", async () => {
    const touched = (routes: Route[]) =>
      routes.filter(({ matcher }) => /assets|service|references/.test(matcher)).map(({ matcher }) => matcher)
    expect(touched(await routesWith({}))).toContain("/store/services/purchase")
    expect(touched(await routesWith({ assetsServices: false }))).toEqual([])
  })

  it.each([
    ["a wrong option", { sso: { ...SSO, isuer: "x" } }, "isuer"],
    ["an option that is not safe", { sso: { ...SSO, issuer: "http://login.example.com" } }, "SSO_ISSUER"],
    ["no settings for tokens", { sso: {} }, "sso.issuer"],
  ])("end Medusa's start with %s", async (_name, options, named) => {
    vi.stubEnv("SSO_ISSUER", undefined)
    const error = await errorOf(() => routesWith(options))
    expect(error).toMatchObject({ message: expect.stringContaining(named) })
    vi.unstubAllEnvs()
  })
})
