import { describe, expect, it } from "vitest"

import {
  type Bought,
  bought,
  cancelled,
  type Paid,
  periodsOf,
  renewed,
  requireCancellable,
  requireRenewable,
  rounded,
  type Terms,
  unusedValue,
  upgraded,
} from "../../src/service-purchase/terms"

const day = (text: string) => new Date(`${text}T00:00:00.000Z`)
const eur = (value: number) => ({ currency: "eur", total_price: { value } })

const TERMS: Terms = {
  status: "ACTIVE",
  payment_type: "MONTHLY",
  product_variant_id: "variant_monthly",
  start_date: day("2026-01-01"),
  end_date: day("2026-02-01"),
  cancelled_at: null,
  totals: eur(31),
}
const LINE: Bought = {
  orderId: "order_2",
  lineId: "ordli_2",
  at: day("2026-01-11"),
  variantId: "variant_monthly",
  paymentType: "MONTHLY",
  totals: eur(31),
  name: "Care",
  customerId: "cus_anna",
}

/** An event as the table has it. */
const paid = (event: Paid["event"], start: string, end: string, value: number, previous?: Terms): Paid => ({
  event,
  period_start: day(start),
  period_end: day(end),
  totals: eur(value),
  order_id: null,
  previous: previous ?? null,
})

describe("renewed", () => {
  it("adds a period to the end, keeps the start and takes a cancellation back", () => {
    const { columns, event } = renewed({ ...TERMS, cancelled_at: day("2026-01-10") }, LINE)
    expect(columns).toMatchObject({ start_date: day("2026-01-01"), end_date: day("2026-03-01") })
    expect(columns).toMatchObject({ status: "ACTIVE", cancelled_at: null })
    expect(event).toMatchObject({ event: "RENEWED", order_id: "order_2", period_start: day("2026-02-01") })
    expect(event.previous).toMatchObject({ end_date: day("2026-02-01"), payment_type: "MONTHLY" })
  })

  it("begins now where the service has ended", () => {
    const { columns } = renewed({ ...TERMS, status: "EXPIRED" }, { ...LINE, at: day("2026-05-05") })
    expect(columns).toMatchObject({ start_date: day("2026-05-05"), end_date: day("2026-06-05") })
  })

  it("goes back to the last of a month after a short one", () => {
    const begun = { ...TERMS, start_date: day("2026-01-31"), end_date: day("2026-02-28") }
    expect(renewed(begun, LINE).columns).toMatchObject({ end_date: day("2026-03-31") })
    const leap = { ...TERMS, start_date: day("2026-01-30"), end_date: day("2026-02-28") }
    expect(renewed(leap, LINE).columns).toMatchObject({ end_date: day("2026-03-30") })
    const shortened = { ...TERMS, start_date: day("2026-01-31"), end_date: day("2026-02-15") }
    expect(renewed(shortened, LINE).columns).toMatchObject({ end_date: day("2026-03-15") })
  })
})

describe("upgraded", () => {
  it("begins when the credit was computed, however late it is paid", () => {
    const line = { ...LINE, variantId: "variant_yearly", paymentType: "YEARLY" as const, totals: eur(300) }
    const { columns, event } = upgraded(TERMS, line, day("2026-01-05"))
    expect(columns).toMatchObject({ product_variant_id: "variant_yearly", payment_type: "YEARLY" })
    expect(columns).toMatchObject({ start_date: day("2026-01-05"), end_date: day("2027-01-05") })
    expect(event).toMatchObject({ event: "UPGRADED", previous: { product_variant_id: "variant_monthly" } })
  })
})

describe("cancelled", () => {
  it("leaves the service as it is until its end", () => {
    const actor = { actor_type: "OPERATOR" as const, actor_id: "user_1" }
    const { columns, event } = cancelled(TERMS, LINE.at, actor)
    expect(columns).toEqual({ cancelled_at: LINE.at })
    expect(event).toMatchObject({ event: "CANCELLED", ...actor, period_end: day("2026-02-01") })
  })
})

describe("bought", () => {
  it("begins with the order", () => {
    const { columns, event } = bought(LINE, ["asset_1"])
    expect(columns).toMatchObject({ start_date: LINE.at, end_date: day("2026-02-11"), assets: ["asset_1"] })
    expect(event).toMatchObject({ event: "PURCHASED", previous: null, actor_id: "cus_anna" })
  })
})

describe("what a service must be", () => {
  const once = { ...TERMS, payment_type: "ONE_TIME" as const, end_date: null }

  it.each([
    ["renewed when it has ended", () => requireRenewable({ ...TERMS, status: "EXPIRED" })],
    ["cancelled while it runs", () => requireCancellable(TERMS, day("2026-01-31"))],
  ])("can be %s", (_name, check) => {
    expect(check).not.toThrow()
  })

  it.each([
    ["renewed when the shop has stopped it", () => requireRenewable({ ...TERMS, status: "RETIRED" })],
    ["renewed when it is paid once", () => requireRenewable(once)],
    ["cancelled when it has ended", () => requireCancellable(TERMS, day("2026-02-01"))],
    ["cancelled when it is paid once", () => requireCancellable(once, day("2026-01-31"))],
  ])("cannot be %s", (_name, check) => {
    expect(check).toThrow(expect.objectContaining({ statusCode: 409 }))
  })
})

describe("the value of what is left", () => {
  const now = day("2026-01-11")

  it("is the part of the period that is to come", () => {
    expect(unusedValue(periodsOf(TERMS, []), "eur", now, 2)).toBe(21)
  })

  it("is all of a period that was paid in advance", () => {
    const history = [
      paid("PURCHASED", "2026-01-01", "2026-02-01", 31),
      paid("RENEWED", "2026-02-01", "2026-03-01", 40),
    ]
    expect(unusedValue(periodsOf(TERMS, history), "eur", now, 2)).toBe(61)
  })

  it("counts the terms before the first renewal of a service that an operator has created", () => {
    const history = [paid("RENEWED", "2026-02-01", "2026-03-01", 40, TERMS)]
    expect(unusedValue(periodsOf({ ...TERMS, totals: eur(40) }, history), "eur", now, 2)).toBe(61)
  })

  it("counts nothing of the plans before the present one", () => {
    const history = [
      paid("PURCHASED", "2026-01-01", "2026-02-01", 31),
      paid("UPGRADED", "2026-01-11", "2027-01-11", 300),
    ]
    expect(unusedValue(periodsOf(TERMS, history), "eur", now, 2)).toBe(300)
  })

  it("is nothing once it has ended, without an end, without a price and in another currency", () => {
    expect(unusedValue(periodsOf(TERMS, []), "eur", day("2026-02-01"), 2)).toBe(0)
    expect(unusedValue(periodsOf({ ...TERMS, end_date: null }, []), "eur", now, 2)).toBe(0)
    expect(unusedValue(periodsOf({ ...TERMS, totals: null }, []), "eur", now, 2)).toBe(0)
    expect(unusedValue(periodsOf(TERMS, []), "usd", now, 2)).toBe(0)
  })

  it("is rounded to the currency's digits", () => {
    expect(rounded(1.005, 2)).toBe(1.01)
    expect(rounded(10.4, 0)).toBe(10)
    expect(rounded(1.23456, 3)).toBe(1.235)
  })
})
