import { expect, it } from "vitest"

import { version } from "../../package.json"
import { pluginHeader } from "../../src/api/plugin-header"
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
        "parts=sso,carts,checkout,payment-sessions,catalogue,assets-services,service-purchases$",
    ),
  )
})

it("leaves out the parts that are left out", () => {
  expect(headerWith({ assetsServices: false })).toMatch(
    /parts=sso,carts,checkout,payment-sessions,catalogue$/,
  )
})
