import { describe, expect, it } from "vitest"

import { isPaidFor } from "../../src/service-purchase/payment"

const paidWith = (...sessions: { status: string; payment?: { canceled_at: string | null } | null }[]) => ({
  total: 100,
  payment_collections: [null, { payment_sessions: [null, ...sessions] }],
})

describe("isPaidFor", () => {
  it.each([
    ["costs nothing", { total: 0, payment_collections: [] }, true],
    ["has no payment", { total: 100 }, false],
    ["has an authorized payment", paidWith({ status: "authorized" }), true],
    ["has a captured payment", paidWith({ status: "captured", payment: { canceled_at: null } }), true],
    ["has a transfer under way", paidWith({ status: "pending_authorization" }), true],
    ["waits for the shopper", paidWith({ status: "requires_more" }), false],
    [
      "has a cancelled payment",
      paidWith({ status: "authorized", payment: { canceled_at: "2026-01-01" } }),
      false,
    ],
    [
      "was declined once and paid then",
      paidWith({ status: "error" }, { status: "captured", payment: { canceled_at: null } }),
      true,
    ],
  ])("an order that %s", (_name, order, expected) => {
    expect(isPaidFor(order)).toBe(expected)
  })
})
