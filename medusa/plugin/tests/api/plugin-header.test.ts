import { expect, it } from "vitest"

import { version } from "../../package.json"
import { mustTax, pluginHeader } from "../../src/api/plugin-header"
import { parseOptions } from "../../src/options"

/** The header that a Store response gets. */
function headerWith(options: object): string {
  const headers: Record<string, string> = {}
  const res = { setHeader: (name: string, value: string) => (headers[name] = value) }
  let hasPassed = false
  pluginHeader(parseOptions(options))({} as never, res as never, () => {
    hasPassed = true
  })
  expect(hasPassed).toBe(true)
  return headers["x-storefront-plugin"] ?? ""
}

it("names the versions and all parts", () => {
  expect(headerWith({})).toMatch(
    new RegExp(
      `^${version}; medusa=2\\.\\d+\\.\\d+; ` +
        "parts=sso,carts,checkout,payment-sessions,catalogue,assets-services,service-purchases,service-lifecycle$",
    ),
  )
})

it("leaves out the parts that are left out", () => {
  expect(headerWith({ assetsServices: false })).toMatch(
    /parts=sso,carts,checkout,payment-sessions,catalogue$/,
  )
})

it.each(["2.14.0", "2.16.3", "2.17.3"])("does not start on Medusa %s, which may omit taxes", (medusa) => {
  expect(() => mustTax(medusa)).toThrow(medusa)
})

it.each(["2.13.6", "2.18.0", "2.140.1", "2.21.2"])("starts on Medusa %s", (medusa) => {
  expect(() => mustTax(medusa)).not.toThrow()
})
