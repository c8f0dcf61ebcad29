import { describe, expect, it } from "vitest"

import { clearCustomer, resolveCustomerId } from "../../src/sso/customers"
import { InvalidTokenError } from "../../src/sso/token"
import { containerOf } from "../support/container"
import { errorOf } from "../support/errors"

type Row = { id: string; deleted_at: Date | null }

/** A shop with these customers of one email; `count` is how often they were looked for. */
function shopWith(...rows: Row[]) {
  const state = { count: 0 }
  const customer = {
    listCustomers: async () => {
      state.count++
      return rows
    },
  }
  return { state, container: containerOf({ customer }) }
}

const DELETED = new Date("2026-01-01T00:00:00Z")
const BEFORE = DELETED.getTime() / 1000 - 1
const AFTER = DELETED.getTime() / 1000 + 1
let number = 0
/** An email that no other test has used: customers are cached. */
const newEmail = () => `anna-${++number}@example.com`

describe("resolveCustomerId", () => {
  it("looks for a customer once, for requests in parallel too", async () => {
    const { state, container } = shopWith({ id: "cus_1", deleted_at: null })
    const email = newEmail()
    const ids = await Promise.all([1, 2, 3].map(() => resolveCustomerId(container, { email })))
    expect(ids).toEqual(["cus_1", "cus_1", "cus_1"])
    expect(state.count).toBe(1)
  })

  it("looks again once the customer was changed", async () => {
    const { state, container } = shopWith({ id: "cus_2", deleted_at: null })
    const email = newEmail()
    await resolveCustomerId(container, { email })
    await clearCustomer("cus_other")
    await resolveCustomerId(container, { email })
    expect(state.count).toBe(1)
    await clearCustomer("cus_2")
    await resolveCustomerId(container, { email })
    expect(state.count).toBe(2)
  })

  it("looks again after a failure", async () => {
    const email = newEmail()
    const broken = containerOf({
      customer: {
        listCustomers: async () => {
          throw new Error("The database is down")
        },
      },
    })
    await errorOf(() => resolveCustomerId(broken, { email }))
    const { container } = shopWith({ id: "cus_3", deleted_at: null })
    expect(await resolveCustomerId(container, { email })).toBe("cus_3")
  })

  it.each([
    ["before", BEFORE],
    ["at the moment of", DELETED.getTime() / 1000],
    ["without a time of issue, after", undefined],
  ])("refuses a token issued %s the account's deletion", async (_name, issuedAt) => {
    const { container } = shopWith({ id: "cus_old", deleted_at: DELETED })
    const error = await errorOf(() => resolveCustomerId(container, { email: newEmail(), issuedAt }))
    expect(error).toBeInstanceOf(InvalidTokenError)
  })

  it("takes a later token for the account that has followed", async () => {
    const { container } = shopWith(
      { id: "cus_new", deleted_at: null },
      { id: "cus_old", deleted_at: DELETED },
    )
    const email = newEmail()
    expect(await resolveCustomerId(container, { email, issuedAt: AFTER })).toBe("cus_new")
    expect(await errorOf(() => resolveCustomerId(container, { email, issuedAt: BEFORE }))).toBeInstanceOf(
      InvalidTokenError,
    )
  })
})
