import { describe, expect, it } from "vitest"

import { endOf, paymentTypeOf } from "../../src/service-purchase/plan"

const plan = (value: string, title = "Plan") => [{ value, option: { title } }]

describe("paymentTypeOf", () => {
  it.each([
    ["Weekly", "WEEKLY"],
    ["monthly", "MONTHLY"],
    ["YEARLY", "YEARLY"],
    ["One time", "ONE_TIME"],
    ["Fortnightly", "ONE_TIME"],
  ])("reads the plan %s as %s", (value, expected) => {
    expect(paymentTypeOf(plan(value))).toBe(expected)
  })

  it("reads no other option", () => {
    expect(paymentTypeOf([...plan("Monthly", "Colour"), null])).toBe("ONE_TIME")
  })

  it("finds the plan among other options, whatever its case", () => {
    expect(paymentTypeOf([...plan("Red", "Colour"), ...plan("Yearly", "PLAN")])).toBe("YEARLY")
  })

  it("takes a variant without options as paid once", () => {
    expect(paymentTypeOf([])).toBe("ONE_TIME")
  })
})

describe("endOf", () => {
  it.each([
    ["2026-01-28T10:00:00.000Z", "WEEKLY", "2026-02-04T10:00:00.000Z"],
    ["2026-01-15T10:00:00.000Z", "MONTHLY", "2026-02-15T10:00:00.000Z"],
    ["2026-01-31T10:00:00.000Z", "MONTHLY", "2026-02-28T10:00:00.000Z"],
    ["2028-01-31T10:00:00.000Z", "MONTHLY", "2028-02-29T10:00:00.000Z"],
    ["2026-12-31T23:59:59.000Z", "MONTHLY", "2027-01-31T23:59:59.000Z"],
    ["2026-05-31T00:00:00.000Z", "MONTHLY", "2026-06-30T00:00:00.000Z"],
    ["2026-03-01T00:00:00.000Z", "YEARLY", "2027-03-01T00:00:00.000Z"],
    ["2028-02-29T00:00:00.000Z", "YEARLY", "2029-02-28T00:00:00.000Z"],
  ] as const)("a period from %s, paid %s, ends at %s", (start, type, end) => {
    expect(endOf(new Date(start), type)?.toISOString()).toBe(end)
  })

  it("has no end when it is paid once", () => {
    expect(endOf(new Date(), "ONE_TIME")).toBeNull()
  })

  it("leaves the start as it is", () => {
    const start = new Date("2026-01-31T00:00:00.000Z")
    endOf(start, "MONTHLY")
    expect(start.toISOString()).toBe("2026-01-31T00:00:00.000Z")
  })
})
