import { describe, expect, it } from "vitest"

import type { Database } from "../../src/database"
import { orderPage } from "../../src/lists/orders"

const LIST = { limit: 10, offset: 0, order: "-created_at" }
const HOSTILE = "' or true --"

/** A database whose statements return these rows in turn; what it was sent is in `sent`. */
function databaseOf(...results: unknown[][]) {
  const sent: { sql: string; values: readonly unknown[] }[] = []
  const db: Database = {
    raw: async (sql, values) => {
      sent.push({ sql, values: values as readonly unknown[] })
      return { rows: results.shift() ?? [] }
    },
  }
  return { db, sent }
}

const orderOf = (id: string, currency_code: string, price: number) => ({
  id,
  currency_code,
  items: [
    {
      id: "ordli_1",
      is_tax_inclusive: false,
      raw_unit_price: { value: String(price) },
      raw_quantity: { value: "2" },
      detail: null,
      tax_lines: [{ raw_rate: { value: "10" } }],
      adjustments: [],
    },
  ],
  shipping_methods: [],
  credit_lines: [],
})

describe("orderPage", () => {
  it("is one statement, of the customer's own orders", async () => {
    const { db, sent } = databaseOf([{ ids: ["order_1"], count: 7 }])
    expect(await orderPage(db, "cus_1", { ...LIST, limit: 5, offset: 2 })).toEqual({
      ids: ["order_1"],
      count: 7,
    })
    expect(sent).toHaveLength(1)
    expect(sent[0]?.values).toEqual(["cus_1", 5, 2])
    expect(sent[0]?.sql).toContain("o.customer_id = ?")
  })

  it("binds all that comes with the request", async () => {
    const { db, sent } = databaseOf([{ ids: [], count: 0 }])
    await orderPage(db, HOSTILE, {
      ...LIST,
      order: HOSTILE,
      id: [HOSTILE],
      status: [HOSTILE],
      payment_status: [HOSTILE],
      created_at: { $gte: HOSTILE, $lte: HOSTILE },
    })
    for (const { sql, values } of sent) {
      expect(sql).not.toContain(HOSTILE)
      expect(sql.match(/\?/g)).toHaveLength(values.length)
    }
  })

  it("sorts by a total that Medusa computes, currency by currency, equal ones by their ids", async () => {
    const orders = [
      orderOf("order_3", "usd", 1),
      orderOf("order_2", "eur", 9),
      orderOf("order_1", "eur", 9),
      orderOf("order_4", "eur", 10),
    ]
    for (const [order, ids] of [
      ["total", ["order_1", "order_2", "order_4", "order_3"]],
      ["-total", ["order_3", "order_4", "order_1", "order_2"]],
    ] as const) {
      const { db } = databaseOf(
        orders.map(({ id }) => ({ id })),
        structuredClone(orders),
      )
      expect(await orderPage(db, "cus_1", { ...LIST, order })).toEqual({ ids, count: 4 })
    }
  })

  it("takes an unpaid order that costs nothing for paid", async () => {
    const unpaid = [{ id: "order_1" }, { id: "order_2" }]
    const { db, sent } = databaseOf(
      unpaid,
      [orderOf("order_1", "eur", 0), orderOf("order_2", "eur", 5)],
      [{ ids: [], count: 0 }],
    )
    await orderPage(db, "cus_1", { ...LIST, payment_status: ["PAID"] })
    expect(sent[2]?.values[0]).toEqual(["order_1"])
  })

  it("reads no totals for a status that does not depend on them", async () => {
    const { db, sent } = databaseOf([{ ids: [], count: 0 }])
    await orderPage(db, "cus_1", { ...LIST, payment_status: ["CAPTURED"] })
    expect(sent).toHaveLength(1)
  })
})
