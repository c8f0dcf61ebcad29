import { beforeEach, expect, it } from "vitest"

import type { Cart } from "../../src/fast-checkout/cart"
import { unfitCart, unfitHost } from "../../src/fast-checkout/fit"
import { internals } from "../../src/fast-checkout/internals"
import { isCompared } from "../../src/fast-checkout/versions"
import { configure, SSO } from "../support/config"

const OPEN: Cart = { id: "cart_1", currency_code: "eur" }

beforeEach(() => configure({ sso: SSO }))

it("changes carts by module calls where nothing speaks against it", () => {
  expect(unfitHost()).toBeUndefined()
  expect(unfitCart(OPEN)).toBeUndefined()
})

it("leaves all carts to Medusa's workflows where the option says so", () => {
  configure({ sso: SSO, fastCheckout: false })
  expect(unfitHost()).toContain("fastCheckout")
})

it("leaves carts to the workflows of versions that were not compared", () => {
  expect(["2.13.6", "2.18.0", "2.22.0", "2.190.0", "3.0.0"].filter(isCompared)).toEqual([])
  expect(["2.19.0", "2.20.1", "2.21.2"].every(isCompared)).toBe(true)
})

it.each([
  ["a payment collection", { payment_collection: { id: "pay_col_1" } }],
  ["an order", { completed_at: "2026-01-01T00:00:00Z" }],
])("leaves a cart to Medusa's workflows that has become or has %s", (_, more) => {
  expect(unfitCart({ ...OPEN, ...more })).toBeDefined()
})

it("finds the functions of Medusa's that it calls", () => {
  const { prepareLineItemData, cartFieldsForRefreshSteps } = internals()
  expect(prepareLineItemData).toBeTypeOf("function")
  expect(cartFieldsForRefreshSteps).toContain("items.tax_lines.*")
})
