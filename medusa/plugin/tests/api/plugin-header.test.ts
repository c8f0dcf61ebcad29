import { expect, it, vi } from "vitest"

import { version } from "../../package.json"
import { pluginHeader } from "../../src/api/plugin-header"
import * as tables from "../../src/catalogue/tables"
import { parseOptions } from "../../src/options"

/** The header that a Store response gets. */
async function headerWith(options: object, { isReadable = true } = {}): Promise<string> {
  vi.spyOn(tables, "catalogueOf").mockResolvedValue({ isReadable, hasTrigrams: true })
  const headers: Record<string, string> = {}
  const res = { setHeader: (name: string, value: string) => (headers[name] = value) }
  let hasPassed = false
  await pluginHeader(parseOptions(options))({} as never, res as never, () => {
    hasPassed = true
  })
  expect(hasPassed).toBe(true)
  return headers["x-storefront-plugin"] ?? ""
}

it("names the versions and all parts", async () => {
  expect(await headerWith({})).toMatch(
    new RegExp(
      `^${version}; medusa=2\\.\\d+\\.\\d+; ` +
        "parts=sso,carts,checkout,payment-sessions,catalogue,assets-services,service-purchases,product-list$",
    ),
  )
})

it("leaves out the parts that are left out", async () => {
  expect(await headerWith({ assetsServices: false })).toMatch(
    /parts=sso,carts,checkout,payment-sessions,catalogue,product-list$/,
  )
})

it("leaves out the list of products where Medusa's tables are others", async () => {
  expect(await headerWith({}, { isReadable: false })).not.toContain("product-list")
})
