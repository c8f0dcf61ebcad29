import { describe, expect, it } from "vitest"

import { AMOUNTS, type Amounts, estimate, withTotals } from "../../src/lists/order-amounts"
import { idsByAmount, isFree } from "../../src/lists/order-sort"

/** Numbers from 0 to 1, always the same. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648
    return state / 2147483648
  }
}

const raw = (value: number) => ({ value: String(Number(value.toFixed(4))) })

/** An order with taxes inside prices and outside, discounts, returns and credits. */
function anyOrder(next: () => number, id: string, currency_code = "eur"): Amounts {
  const many = <T>(most: number, one: (number: number) => T): T[] =>
    Array.from({ length: Math.floor(next() * (most + 1)) }, (_, number) => one(number))
  const taxed = (number: number) => ({
    id: `${id}_${number}`,
    is_tax_inclusive: next() < 0.5,
    tax_lines: many(2, () => ({ raw_rate: raw(next() * 25) })),
    adjustments: many(2, () => ({ raw_amount: raw(next() * 10), is_tax_inclusive: next() < 0.3 })),
  })
  return {
    id,
    currency_code,
    items: many(3, (number) => {
      const quantity = Math.floor(next() * 5)
      return {
        ...taxed(number),
        raw_unit_price: raw(next() * 1000),
        raw_quantity: raw(quantity),
        detail:
          next() < 0.7
            ? null
            : {
                raw_return_received_quantity: raw(Math.floor(next() * quantity)),
                raw_return_dismissed_quantity: raw(next() < 0.5 ? 0 : 1),
              },
      }
    }),
    shipping_methods: many(2, (number) => {
      const { adjustments, ...method } = taxed(number)
      return {
        ...method,
        adjustments: adjustments.map(({ raw_amount }) => ({ raw_amount })),
        raw_amount: raw(next() * 20),
      }
    }),
    credit_lines: next() < 0.8 ? [] : [{ raw_amount: raw(0.02 + next() * 50) }],
  }
}

const EMPTY: Amounts = { id: "o", currency_code: "eur", items: [], shipping_methods: [], credit_lines: [] }

const exact = (order: Amounts, amount: (typeof AMOUNTS)[number]): number =>
  Number(withTotals(structuredClone(order))[amount])

describe("estimate", () => {
  it("is what Medusa computes, but for the last digits", () => {
    const next = random(7)
    for (let number = 0; number < 500; number += 1) {
      const order = anyOrder(next, `order_${number}`)
      for (const amount of AMOUNTS) {
        const value = estimate(order, amount)
        const computed = exact(order, amount)
        expect(Math.abs(value - computed), JSON.stringify(order)).toBeLessThan(0.0002)
      }
    }
  })
})

describe("idsByAmount", () => {
  const next = random(3)
  const all = Array.from({ length: 60 }, (_, number) =>
    anyOrder(next, `order_${(number * 37) % 60}`, number % 3 ? "eur" : "usd"),
  )
  // Some cost the same, as copies and by chance.
  const copies = all.slice(0, 20).map((order, number) => ({ ...order, id: `copy_${number}` }))
  const orders = [...all, ...copies, ...copies.map((order) => ({ ...order, id: `${order.id}_too` }))]

  it("gives each page as if Medusa had computed all", () => {
    for (const amount of AMOUNTS) {
      for (const sign of [1, -1]) {
        const sorted = orders
          .map((order) => ({ id: order.id, currency: order.currency_code, value: exact(order, amount) }))
          .sort(
            (one, other) =>
              sign *
                (Number(one.currency > other.currency) - Number(one.currency < other.currency) ||
                  one.value - other.value) || (one.id < other.id ? -1 : 1),
          )
          .map(({ id }) => id)
        for (const [limit, offset] of [
          [10, 0],
          [7, 21],
          [1, 50],
          [100, 90],
          [10, 500],
        ] as const) {
          const page = idsByAmount(structuredClone(orders), amount, sign < 0, { limit, offset })
          expect(page).toEqual(sorted.slice(offset, offset + limit))
        }
      }
    }
  })

  it("sorts what costs the same by id, also across pages", () => {
    // As floating point numbers, 0.1 and 0.2 are more than 0.3.
    const rows = Object.entries({ order_a: [0.1, 0.2], order_b: [0.3] }).map(([id, amounts]) => ({
      ...EMPTY,
      id,
      shipping_methods: amounts.map((amount, number) => ({
        id: `${number}`,
        is_tax_inclusive: false,
        tax_lines: [],
        adjustments: [],
        raw_amount: raw(amount),
      })),
    }))
    const pageFrom = (offset: number) =>
      idsByAmount(structuredClone(rows), "total", false, { limit: 1, offset })
    expect([pageFrom(0), pageFrom(1)]).toEqual([["order_a"], ["order_b"]])
  })

  it("sorts by what Medusa computes where an estimate is wrong", () => {
    // Medusa does not count a credit of a cent.
    const rows = Object.entries({ order_2: 0.5, order_1: 0.01, order_0: 0 }).map(([id, credit]) => ({
      ...EMPTY,
      id,
      credit_lines: credit ? [{ raw_amount: raw(credit) }] : [],
    }))
    expect(idsByAmount(rows, "total", false, { limit: 1, offset: 1 })).toEqual(["order_0"])
  })
})

it("takes an order for free by what Medusa computes", () => {
  expect(isFree({ ...EMPTY })).toBe(true)
  for (const [credit, expected] of [
    [0.01, true],
    [0.5, false],
    [7, false],
  ] as const) {
    expect(isFree({ ...EMPTY, credit_lines: [{ raw_amount: raw(credit) }] })).toBe(expected)
  }
})
