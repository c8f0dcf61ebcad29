import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { describe, expect, it } from "vitest"

import { checkoutFacts, orderOfCart } from "../../src/checkout/facts"
import { containerOf, queryOf } from "../support/container"

const PRODUCT = {
  status: "published",
  shipping_profile: { id: "sp_1" },
}
const line = (product: object | null, id = "line_1") => ({
  id,
  variant_id: "variant_1",
  variant: { manage_inventory: false, product: product && { ...PRODUCT, ...product } },
})
const cart = (changed: object) => ({ id: "cart_1", sales_channel_id: "sc_1", ...changed })

/** Shipping options and sold variants in memory; the filters that options were listed by are in `calls`. */
function shop(options: { id: string; shipping_profile_id: string | null }[] = [], sold = ["variant_1"]) {
  const calls: { filters: { id?: string[] } }[] = []
  const fulfillment = {
    listShippingOptions: async (filters: { id?: string[] }) => {
      calls.push({ filters })
      return filters.id ? options.filter(({ id }) => filters.id?.includes(id)) : options
    },
  }
  const database = { raw: async () => ({ rows: sold.map((id) => ({ id })) }) }
  const container = containerOf({ fulfillment, [ContainerRegistrationKeys.PG_CONNECTION]: database })
  return { calls, container }
}

describe("checkoutFacts", () => {
  it.each<[string, object, boolean, string[]?]>([
    ["a published product of the channel", line({}), true],
    ["a draft", line({ status: "draft" }), false],
    ["a product of another channel", line({}), false, []],
    ["a deleted product", line(null), false],
    ["a line of the operator's own", { id: "line_1", variant_id: null }, true],
    ["a deleted variant", { id: "line_1", variant_id: "variant_1", variant: null }, false],
  ])("knows whether %s is for sale", async (_name, item, expected, sold) => {
    const facts = await checkoutFacts(shop([], sold).container, cart({ items: [item, null] }), [])
    expect(facts.lines).toMatchObject([{ id: "line_1", is_for_sale: expected, available_quantity: null }])
  })

  it("gives each line its shipping profile", async () => {
    const items = [line({}), line({ shipping_profile: null }, "line_2")]
    const facts = await checkoutFacts(shop().container, cart({ items }), [])
    expect(facts.lines.map((one) => one.shipping_profile_id)).toEqual(["sp_1", null])
  })

  it("reads the chosen and the named shipping options, each once", async () => {
    const { calls, container } = shop([{ id: "so_1", shipping_profile_id: "sp_1" }])
    const shipping_methods = [{ shipping_option_id: "so_1" }, null, { shipping_option_id: null }]
    const facts = await checkoutFacts(container, cart({ shipping_methods }), ["so_1", "so_gone"])
    expect(calls).toEqual([{ filters: { id: ["so_1", "so_gone"] } }])
    expect(facts.shipping_options).toEqual([{ id: "so_1", shipping_profile_id: "sp_1" }])
  })

  it("lists the region's options while no country decides", async () => {
    const region = { countries: [{ iso_2: "PL" }, null, { iso_2: "de" }] }
    const { calls, container } = shop([{ id: "so_1", shipping_profile_id: "sp_1" }])
    const open = await checkoutFacts(container, cart({ region, shipping_address: null }), [])
    expect(open.deliverable_option_ids).toEqual(["so_1"])
    expect(calls[0]?.filters).toEqual({ service_zone: { geo_zones: { country_code: ["pl", "de"] } } })
    const decided = await checkoutFacts(
      container,
      cart({ region, shipping_address: { country_code: "de" } }),
      [],
    )
    expect(decided.deliverable_option_ids).toBeNull()
  })
})

describe("orderOfCart", () => {
  const order = (row: object | undefined) => {
    const query = queryOf({ order_cart: row ? [{ order_id: "order_1" }] : [], order: row ? [row] : [] })
    return orderOfCart(containerOf({ query }), "cart_1")
  }

  it.each<[string, object | undefined, object | undefined]>([
    ["no order", undefined, undefined],
    ["a guest's", { id: "order_1" }, { id: "order_1", customer_id: null, customer: null }],
    [
      "a customer's",
      { id: "order_1", customer_id: "cus_1", customer: { has_account: true } },
      { id: "order_1", customer_id: "cus_1", customer: { has_account: true } },
    ],
    [
      "a deleted customer's, which is no guest's",
      { id: "order_1", customer_id: "cus_1", customer: null },
      { id: "order_1", customer_id: "cus_1", customer: { has_account: true } },
    ],
  ])("reads whose it is: %s", async (_name, row, expected) => {
    expect(await order(row)).toEqual(expected)
  })
})
