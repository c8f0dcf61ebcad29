import { describe, expect, it } from "vitest"

import { parseOptions, pluginOptions, withoutAssetsServices } from "../src/options"
import { configure } from "./support/config"
import { errorOf } from "./support/errors"

describe("parseOptions", () => {
  it.each([[undefined], [null], [{}]])("has defaults for %j", (given) => {
    expect(parseOptions(given)).toEqual({ assetsServices: true, fastCheckout: true })
  })

  it("takes all options", () => {
    const given = {
      sso: { issuer: "https://login.example.com", audience: "a", algorithms: ["ES256"], claimId: "oid" },
      assetsServices: false,
      fastCheckout: false,
    }
    expect(parseOptions(given)).toEqual(given)
  })

  it("trims texts", () => {
    expect(parseOptions({ sso: { issuer: " https://a.example " } }).sso?.issuer).toBe("https://a.example")
  })

  it("lets Medusa add its database settings", () => {
    expect(() => parseOptions({ database: { clientUrl: "postgres://…" } })).not.toThrow()
  })

  it.each([
    ["an unknown option", { assetServices: false }, "assetServices"],
    ["an unknown option of sso", { sso: { isuer: "https://a.example" } }, "sso: .*isuer"],
    ["a text for a flag", { assetsServices: "false" }, "assetsServices: "],
    ["a number for a text", { sso: { issuer: 5 } }, "sso.issuer: "],
    ["an empty text", { sso: { audience: " " } }, "sso.audience: "],
    ["a text for a list", { sso: { algorithms: "RS256" } }, "sso.algorithms: "],
    ["a list for the options", [], "medusa-plugin-storefront-bundle"],
  ])("names %s", async (_name, given, named) => {
    const error = await errorOf(() => parseOptions(given))
    expect(error).toMatchObject({ message: expect.stringMatching(named) })
  })

  it("names every fault", async () => {
    const error = await errorOf(() => parseOptions({ sso: { issuer: 1 }, assetsServices: 2 }))
    expect(error).toMatchObject({ message: expect.stringMatching(/sso\.issuer.*assetsServices/) })
  })
})

describe("pluginOptions", () => {
  it("finds the plugin by its name", () => {
    configure({ assetsServices: false })
    expect(pluginOptions().assetsServices).toBe(false)
    expect(withoutAssetsServices()).toBe(true)
  })

  it("finds the plugin by a path to it", () => {
    configure({ assetsServices: false }, { resolve: process.cwd() })
    expect(pluginOptions().assetsServices).toBe(false)
  })

  it("takes no other plugin's options", () => {
    configure({ assetsServices: false }, { resolve: "@medusajs/medusa" })
    expect(withoutAssetsServices()).toBe(false)
  })
})
