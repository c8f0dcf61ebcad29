import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { expect, it } from "vitest"

import { version } from "../../package.json"
import { pluginHeader } from "../../src/api/plugin-header"
import { CATALOGUE_TABLES } from "../../src/catalogue/tables"
import { ORDER_TABLES, RESOURCE_TABLES } from "../../src/lists/tables"
import { parseOptions } from "../../src/options"
import { containerOf } from "../support/container"

const COLUMNS = [ORDER_TABLES, RESOURCE_TABLES, CATALOGUE_TABLES].flatMap((tables) =>
  Object.entries(tables).flatMap(([table, columns]) => columns.map((column) => `${table}.${column}`)),
)

/** The header that a Store response gets, in a database without the column, and what was logged. */
async function headerWith(options: object, without?: string): Promise<{ header: string; logged: string[] }> {
  const logged: string[] = []
  const rows = COLUMNS.filter((column) => column !== without).map((name) => ({ name }))
  const scope = containerOf({
    [ContainerRegistrationKeys.PG_CONNECTION]: { raw: async () => ({ rows }) },
    [ContainerRegistrationKeys.LOGGER]: { warn: (message: string) => logged.push(message) },
  })
  const headers: Record<string, string> = {}
  const res = { setHeader: (name: string, value: string) => (headers[name] = value) }
  let hasPassed = false
  await pluginHeader(parseOptions(options))({ scope } as never, res as never, () => {
    hasPassed = true
  })
  expect(hasPassed).toBe(true)
  return { header: headers["x-storefront-plugin"] ?? "", logged }
}

it("names the versions and all parts", async () => {
  const { header, logged } = await headerWith({})
  expect(header).toMatch(
    new RegExp(
      `^${version}; medusa=2\\.\\d+\\.\\d+; ` +
        "parts=sso,carts,cart-lines,checkout,payment-sessions,catalogue,catalogue-counts,orders,assets-services," +
        "service-purchases,service-lifecycle,fast-checkout,lists,product-list,asset-lists$",
    ),
  )
  expect(logged).toEqual([])
})

it("leaves out the parts that are left out", async () => {
  const { header } = await headerWith({ assetsServices: false })
  expect(header).toMatch(
    /parts=sso,carts,cart-lines,checkout,payment-sessions,catalogue,catalogue-counts,orders,fast-checkout,lists,product-list$/,
  )
})

it.each([
  ["order_item.version", ["lists"], /fast-checkout,product-list,asset-lists$/],
  ["price_list.rules_count", ["product-list", "asset-lists"], /fast-checkout,lists$/],
  ["sales_channel.id", ["asset-lists"], /fast-checkout,lists,product-list$/],
])("leaves out the parts of a table without %s, with a warning", async (column, out, parts) => {
  const { header, logged } = await headerWith({}, column)
  expect(header).toMatch(parts)
  expect(logged).toEqual(out.map((part) => expect.stringMatching(`${part}: .* ${column}`)))
})
