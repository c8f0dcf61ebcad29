import { Modules } from "@medusajs/framework/utils"
import { expect, it, vi } from "vitest"

import { listProducts } from "../../src/catalogue/product-list"
import { type Shopper, shopperOf } from "../../src/catalogue/shopper"
import { databaseWith } from "../support/database"
import { errorOf } from "../support/errors"

const SHOPPER = {
  region: "reg_1",
  currency: "eur",
  groups: ["g_1"],
  customer: "cus_1",
  channels: ["sc_1"],
  hasOneChannel: false,
  automaticTaxes: true,
}
const FIELDS = "id,title,*variants,variants.inventory_quantity,variants.calculated_price.calculated_amount"

/** List products that the database finds, with a pricing module that knows one price set. */
async function list({
  fields = FIELDS,
  isGuest = false,
  count = 7,
  offset = 0,
  taxes = {} as Partial<Shopper>,
  facets = false,
} = {}) {
  const priced: unknown[] = []
  const taxed: unknown[] = []
  const tax = {
    getTaxLines: async (...given: unknown[]) => {
      taxed.push(given)
      return [{ line_item_id: "v1", rate: 10 }]
    },
  }
  const pricing = {
    calculatePrices: async (...given: unknown[]) => {
      priced.push(given)
      return [{ id: "pset_1", calculated_amount: 9, original_amount: 12, currency_code: "eur" }]
    },
  }
  const variants = [{ id: "v1", price_set: "pset_1" }, { id: "v2", price_set: "pset_2" }, { id: "v3" }]
  const page = [{ product: { id: "prod_1", type_id: "ptyp_1", variants }, shown: null }]
  const services = { [Modules.PRICING]: pricing, [Modules.TAX]: tax }
  const { container, calls } = databaseWith(() => [{ count, page }], services)
  const shopper = { ...SHOPPER, ...(isGuest && { customer: undefined }), ...taxes }
  const wanted = { fields, limit: 12, offset, facets }
  return { priced, taxed, calls, found: await listProducts(container, shopper, wanted, undefined, true) }
}

it("lists in one statement, with the prices of Medusa's module for the shopper", async () => {
  const { calls, priced, found } = await list()
  expect(calls).toHaveLength(1)
  const context = { region_id: "reg_1", currency_code: "eur", customer: { groups: [{ id: "g_1" }] } }
  expect(priced).toEqual([[{ id: ["pset_1", "pset_2"] }, { context }]])
  expect(found.count).toBe(7)
  expect(found.products[0]?.variants).toMatchObject([
    { id: "v1", calculated_price: { calculated_amount: 9, original_amount: 12, currency_code: "eur" } },
    { id: "v2", calculated_price: null },
    { id: "v3", calculated_price: null },
  ])
})

it("adds the tax of the country by Medusa's module, where the region has automatic taxes", async () => {
  const { taxed, found } = await list({ taxes: { country: "de" } })
  const item = { id: "v1", product_id: "prod_1", product_type_id: "ptyp_1", unit_price: 9 }
  expect(taxed).toMatchObject([[[item], { address: { country_code: "de" } }]])
  expect(found.products[0]?.variants?.[0]).toMatchObject({
    calculated_price: { calculated_amount_with_tax: 9.9, original_amount_with_tax: 13.2 },
  })
  for (const taxes of [{}, { country: "de", automaticTaxes: false }]) {
    expect((await list({ taxes })).taxed).toEqual([])
  }
})

it("prices a guest without groups", async () => {
  const { priced } = await list({ isGuest: true })
  expect(priced).toMatchObject([[{}, { context: { region_id: "reg_1", currency_code: "eur" } }]])
  expect(JSON.stringify(priced)).not.toContain("customer")
})

it("reads no more than the fields name", async () => {
  const { calls, priced } = await list({ fields: "id,title" })
  expect(priced).toEqual([])
  expect(calls[0]?.sql).toContain("'title'")
  expect(calls[0]?.sql).not.toMatch(/'variants'|'images'|'description'/)
})

it("finds the shopper's groups by the customer only", async () => {
  const { container, calls } = databaseWith(() => [
    { currency: "eur", groups: ["g_1"], hasOneChannel: false, automaticTaxes: true },
  ])
  const wanted = { region: "reg_1", customer: "cus_1", channels: ["sc_1"] }
  expect(await shopperOf(container, wanted)).toEqual(SHOPPER)
  expect(calls[0]?.bindings).toEqual({ region: "reg_1", customer: "cus_1" })
})

it("refuses an unknown region, and a key without a sales channel", async () => {
  const wanted = { region: "reg_9", customer: undefined, channels: ["sc_1"] }
  const { container } = databaseWith(() => [])
  expect(await errorOf(() => shopperOf(container, wanted))).toMatchObject({ type: "invalid_data" })
  const keyless = { ...wanted, channels: [] }
  expect(await errorOf(() => shopperOf(container, keyless))).toMatchObject({ type: "invalid_data" })
})

it("counts a small list each time", async () => {
  for (const count of [7, 8]) {
    expect((await list({ fields: "id,title", count, isGuest: true })).found.count).toBe(count)
  }
})

it("counts a large list again only after a while, and for each shopper", async () => {
  const counts = async (wanted: object) =>
    (await list({ count: 1000, ...wanted })).calls[0]?.sql.includes("count(*)::int")
  expect(await counts({})).toBe(true)
  expect(await counts({ offset: 12 })).toBe(false)
  expect((await list({ count: 0, offset: 24 })).found.count).toBe(1000)
  vi.useFakeTimers({ now: Date.now() + 11_000 })
  expect(await counts({})).toBe(true)
  vi.useRealTimers()
})

it("prices all that is sold for facets only while they are not known", async () => {
  const isPriced = async () => (await list({ count: 1000, facets: true })).calls[0]?.sql.includes("priced")
  expect(await isPriced()).toBe(true)
  expect(await isPriced()).toBe(false)
})
