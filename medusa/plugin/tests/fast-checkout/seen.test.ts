import { expect, it } from "vitest"

import { isAsSeen, type Seen } from "../../src/fast-checkout/seen"

const LINE = { id: "cali_1", quantity: 2, unit_price: 19.99 }
const CART = {
  currency_code: "eur",
  item_total: 49.1754,
  total: 54.0754,
  items: [LINE],
  promotions: [{ code: "SAVE10" }, null],
}
const SEEN: Seen = { items: [LINE], codes: ["SAVE10"], item_total: 49.1754, total: 54.0754 }

it("takes a cart that is as it was seen", () => {
  expect(isAsSeen(CART, SEEN)).toBe(true)
  expect(isAsSeen({ ...CART, promotions: [...CART.promotions, { code: "NEW" }] }, SEEN)).toBe(true)
})

it("compares no total that the checkout itself changes", () => {
  expect(isAsSeen({ ...CART, item_total: 1, total: 2 }, { items: [LINE], codes: [] })).toBe(true)
})

it.each([
  ["a line more", { items: [LINE, { ...LINE, id: "cali_2" }] }],
  ["a line less", { items: [] }],
  ["another line", { items: [{ ...LINE, id: "cali_2" }] }],
  ["another quantity", { items: [{ ...LINE, quantity: 3 }] }],
  ["another price", { items: [{ ...LINE, unit_price: 20 }] }],
  ["a code less", { promotions: [] }],
  ["another total of its lines", { item_total: 49.18 }],
  ["another total", { total: 54.08 }],
])("sees %s", (_, more) => {
  expect(isAsSeen({ ...CART, ...more }, SEEN)).toBe(false)
})

it.each([
  [54.08, "EUR", 2, true],
  [54.07, "EUR", 2, false],
  [54.09, "EUR", 2, false],
  [54.08, "USD", 2, false],
  [54, "EUR", 0, true],
  [54.075, "EUR", 3, true],
])("compares the total with the expected %d %s as it is rounded", (value, currency, digits, isSame) => {
  expect(isAsSeen(CART, { ...SEEN, expected: { value, currency, digits } })).toBe(isSame)
})

it("does not decide between two amounts", () => {
  const expected = { value: 54.08, currency: "EUR", digits: 2 }
  expect(isAsSeen({ ...CART, total: 54.075 }, { items: [LINE], codes: [], expected })).toBe(false)
})
