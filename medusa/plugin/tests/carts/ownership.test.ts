import { describe, expect, it } from "vitest"

import { isGuests, type Owned, requireOwner } from "../../src/carts/ownership"
import { errorOf } from "../support/errors"

const GUEST: Owned = { customer_id: null }
const GUEST_WITH_EMAIL: Owned = { customer_id: "cus_guest", customer: { has_account: false } }
const ANNAS: Owned = { customer_id: "cus_anna", customer: { has_account: true } }
const DELETED: Owned = { customer_id: "cus_gone", customer: null }

describe("isGuests", () => {
  it.each<[string, Owned, boolean]>([
    ["a cart without a customer", GUEST, true],
    ["a cart whose customer has no account", GUEST_WITH_EMAIL, true],
    ["a customer's cart", ANNAS, false],
    ["a deleted customer's cart", DELETED, false],
    ["a cart read without the account's flag", { customer_id: "cus_anna", customer: {} }, false],
  ])("%s", (_name, cart, expected) => {
    expect(isGuests(cart)).toBe(expected)
  })
})

describe("requireOwner", () => {
  it.each<[string, Owned, string | undefined]>([
    ["a guest with a guest's cart", GUEST, undefined],
    ["a customer with a guest's cart", GUEST_WITH_EMAIL, "cus_anna"],
    ["a customer with their own cart", ANNAS, "cus_anna"],
  ])("lets %s pass", (_name, cart, caller) => {
    expect(() => requireOwner(cart, caller)).not.toThrow()
  })

  it.each<[string, Owned, string | undefined, string]>([
    ["a guest with a customer's cart", ANNAS, undefined, "unauthorized"],
    ["another customer", ANNAS, "cus_ben", "forbidden"],
    ["a guest with a deleted customer's cart", DELETED, undefined, "unauthorized"],
    ["a deleted customer with their old cart", DELETED, "cus_gone", "unauthorized"],
    ["another customer with a deleted one's cart", DELETED, "cus_ben", "forbidden"],
  ])("refuses %s", async (_name, cart, caller, type) => {
    expect(await errorOf(() => requireOwner(cart, caller))).toMatchObject({ type })
  })
})
