import { Modules } from "@medusajs/framework/utils"
import { beforeEach, expect, it } from "vitest"

import type { Cart } from "../../src/fast-checkout/cart"
import type { Caller } from "../../src/fast-checkout/change-cart"
import { type Details, movesTaxes, payerOf, requireCountry } from "../../src/fast-checkout/details"
import { type Prepared, prepare } from "../../src/fast-checkout/prepare"
import { configure, SSO } from "../support/config"
import { containerOf, queryOf } from "../support/container"
import { errorOf } from "../support/errors"

const GUEST: Caller = { customerId: undefined, channelIds: ["sc_1"] }
const OPEN = {
  id: "cart_1",
  currency_code: "eur",
  region: { id: "reg_1", name: "Europe", currency_code: "eur", countries: [{ iso_2: "de" }] },
  sales_channel: { is_disabled: false },
}
const FLAT = { options: [{ id: "so_1" }] }

beforeEach(() => configure({ sso: SSO }))

/** Prepare a cart with these properties in a shop in which nothing can be written. */
function prepared(cart: object, wanted: Prepared = FLAT, caller = GUEST) {
  const container = containerOf({ query: queryOf({ cart: [{ ...OPEN, ...cart }] }) })
  return prepare(container, "cart_1", wanted, caller)
}

it.each([
  ["a payment collection", { payment_collection: { id: "pay_col_1" } }],
  ["become an order", { completed_at: "2026-01-01T00:00:00Z" }],
  ["the credit of an upgrade", { credit_lines: [{ reference: "service-upgrade" }] }],
  ["a delivery", { shipping_methods: [{ id: "casm_1" }] }],
  ["a disabled sales channel", { sales_channel: { is_disabled: true } }],
  ["no sales channel", { sales_channel: null }],
  ["no region", { region: null }],
  ["an email without a customer", { email: "ada@example.com" }],
])("leaves a cart as it is that has %s", async (_, more) => {
  expect(await prepared(more)).toBeTypeOf("string")
})

it("leaves a cart as it is that is delivered in several ways", async () => {
  expect(await prepared({}, { options: [{ id: "so_1" }, { id: "so_2" }] })).toContain("several")
})

it.each([
  ["a stranger", undefined, "unauthorized"],
  ["another customer", "cus_ben", "forbidden"],
])("refuses %s", async (_, customerId, type) => {
  const theirs = { customer_id: "cus_anna", customer: { id: "cus_anna", has_account: true } }
  expect(await errorOf(() => prepared(theirs, FLAT, { ...GUEST, customerId }))).toMatchObject({ type })
})

it.each([
  ["a country of another region", { cart: { shipping_address: { country_code: "us" } } }],
  ["metadata that is too large", { cart: { metadata: { notes: "x".repeat(20_000) } } }],
  ["a payment provider that the region has not", { provider_id: "pp_other" }],
])("refuses %s before it writes", async (_, more) => {
  expect(await errorOf(() => prepared({}, { ...FLAT, ...more }))).toMatchObject({
    message: expect.any(String),
  })
})

const BERLIN = { country_code: "de", province: null, city: "Berlin", postal_code: "10115" }

it.each([
  [{ city: "Hamburg" }, true],
  [{ country_code: "DE" }, false],
  [{ postal_code: "20095" }, true],
  [{ province: "de-be" }, true],
  [{ address_1: "Street 2" }, false],
])("prices and taxes again where %o is other", (more, isMoved) => {
  const cart = { ...OPEN, shipping_address: BERLIN } as Cart
  expect(movesTaxes({ shipping_address: { ...BERLIN, ...more } }, cart)).toBe(isMoved)
})

it("prices and taxes nothing again without a new delivery address", () => {
  const cart = { ...OPEN, shipping_address: BERLIN } as Cart
  expect(movesTaxes({ billing_address: { city: "Hamburg" }, email: "ada@example.com" }, cart)).toBe(false)
})

it("takes the countries of the region only", () => {
  const at = (country_code: string): Details => ({ shipping_address: { country_code } })
  expect(() => requireCountry(OPEN as Cart, at("de"))).not.toThrow()
  expect(() => requireCountry(OPEN as Cart, at("us"))).toThrow()
})

type Known = { id: string; email: string; has_account: boolean }
const ADA: Known = { id: "cus_ada", email: "ada@example.com", has_account: false }
const BEN: Known = { id: "cus_ben", email: "ben@example.com", has_account: true }

function payer(cart: object, email: string | undefined, known: Known[]) {
  const container = containerOf({
    [Modules.CUSTOMER]: {
      listCustomers: async (filters: Partial<Known>) =>
        known.filter((one) =>
          Object.entries(filters).every(([name, value]) => one[name as keyof Known] === value),
        ),
    },
  })
  return payerOf(container, { ...OPEN, ...cart } as Cart, email)
}

it("leaves the customer where no email is given", async () => {
  expect(await payer({}, undefined, [ADA])).toBeUndefined()
})

it.each([
  ["a guest that is known", {}, "ADA@example.com", "cus_ada", "ada@example.com"],
  [
    "the cart's customer, with any email",
    { customer_id: "cus_ben", customer: BEN },
    "x@y.de",
    "cus_ben",
    "x@y.de",
  ],
  [
    "the cart's guest with the same email",
    { customer_id: "cus_ada", customer: ADA },
    ADA.email,
    "cus_ada",
    ADA.email,
  ],
])("finds %s", async (_, cart, email, id, stored) => {
  expect(await payer(cart, email, [ADA, BEN])).toMatchObject({
    customer: { id },
    email: stored,
    isNew: false,
  })
})

it("makes up a new guest for an email that is not known", async () => {
  const found = await payer({ customer_id: "cus_ada", customer: ADA }, "New@example.com", [ADA])
  expect(found).toMatchObject({ email: "new@example.com", isNew: true, customer: { has_account: false } })
  expect(found?.customer.id).not.toBe("cus_ada")
})
