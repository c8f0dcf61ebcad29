import { describe, expect, it } from "vitest"

import { readSession } from "../../src/payment-sessions/session"
import { containerOf, queryOf } from "../support/container"
import { errorOf } from "../support/errors"

const CART = { id: "cart_1", completed_at: null, currency_code: "eur", total: 100, customer_id: null }
const SESSION = { id: "payses_1", status: "pending", currency_code: "eur", amount: "100", payment: null }

const read = (session: object | undefined, cart: object | null = CART, fields?: string[]) => {
  const row = session && { ...session, payment_collection: cart && { cart } }
  const query = queryOf({ payment_session: row ? [row] : [] })
  return { query, found: readSession(containerOf({ query }), "payses_1", fields) }
}

describe("readSession", () => {
  it.each(["pending", "pending_authorization", "requires_more", "authorized", "captured"])(
    "can pay with a session that is %s",
    async (status) => {
      expect((await read({ ...SESSION, status }).found).current).toBe(true)
    },
  )

  it.each<[string, object, object]>([
    ["is in error", { status: "error" }, {}],
    ["is cancelled", { status: "canceled" }, {}],
    ["has a cancelled payment", { status: "authorized", payment: { canceled_at: "2026-01-01" } }, {}],
    ["is in another currency", { currency_code: "usd" }, {}],
    ["is of another sum", { amount: 99.99 }, {}],
    ["belongs to a completed cart", {}, { completed_at: "2026-01-01" }],
  ])("cannot pay with a session that %s", async (_name, session, cart) => {
    expect((await read({ ...SESSION, ...session }, { ...CART, ...cart }).found).current).toBe(false)
  })

  it.each<[string, object | undefined, object | null]>([
    ["is not there", undefined, CART],
    ["has no cart", SESSION, null],
  ])("does not find a session that %s", async (_name, session, cart) => {
    expect(await errorOf(() => read(session, cart).found)).toMatchObject({ type: "not_found" })
  })

  it("reads the owner and the fields that are named, each once", async () => {
    const { query, found } = read(SESSION, CART, ["status", "authorized_at"])
    await found
    const fields = query.calls[0]?.fields ?? []
    expect(fields).toEqual(
      expect.arrayContaining(["authorized_at", "payment_collection.cart.customer.has_account"]),
    )
    expect(fields.filter((field) => field === "status")).toHaveLength(1)
  })
})
