import { Modules } from "@medusajs/framework/utils"
import { beforeEach, expect, it } from "vitest"

import { type Change, changeCart } from "../../src/fast-checkout/change-cart"
import { configure, SSO } from "../support/config"
import { containerOf, locks, queryOf } from "../support/container"
import { errorOf } from "../support/errors"

const OPEN = { id: "cart_1", currency_code: "eur" }

beforeEach(() => configure({ sso: SSO }))

/** Change a cart with these properties; returns what was done, in order, and what came of it. */
async function changed(cart: object, more: Partial<Change> = {}, customerId?: string) {
  const done: string[] = []
  const note = (what: string) => async () => {
    done.push(what)
  }
  const { held, locking } = locks()
  const container = containerOf({
    [Modules.LOCKING]: locking,
    [Modules.EVENT_BUS]: {
      emit: async (events: { name: string }[]) => done.push(...events.map(({ name }) => `event ${name}`)),
    },
    logger: {
      info: (said: string) => done.push(`log ${said}`),
      error: () => undefined,
      warn: () => undefined,
    },
    query: queryOf({ cart: [{ ...OPEN, ...cart }] }),
  })
  const outcome = changeCart(container, {
    cartId: "cart_1",
    caller: { customerId, channelIds: [] },
    check: () => undefined,
    direct: async () => {
      done.push(`direct under ${held.join()}`)
    },
    medusas: async () => {
      done.push(`workflow under ${held.join()}`)
    },
    ...more,
  })
  const error = await outcome.then(() => undefined).catch((failure: Error) => failure)
  return { done, error, note }
}

it("changes a cart directly, under both locks, and says so once it is done", async () => {
  const { done } = await changed({})
  expect(done).toEqual(["direct under cart-write:cart_1,cart_1", "event cart.updated"])
})

it("leaves a cart to Medusa's workflow before anything is written, and says why", async () => {
  const { done } = await changed({ payment_collection: { id: "pay_col_1" } })
  expect(done).toEqual([
    expect.stringContaining("payment collection"),
    // Medusa's own lock is free again: the workflow acquires it.
    "workflow under cart-write:cart_1",
  ])
  expect(done.join()).not.toContain("pay_col_1")
})

it("leaves the kinds of carts to the workflow that a change names", async () => {
  const { done } = await changed({}, { unfit: () => "it is odd" })
  expect(done).toEqual([expect.stringContaining("it is odd"), "workflow under cart-write:cart_1"])
})

it("undoes in reverse what a failed change has written", async () => {
  const undone: string[] = []
  const { done, error } = await changed(
    {},
    {
      direct: async (_, undo) => {
        undo.push(async () => undone.push("first"))
        undo.push(async () => undone.push("second"))
        throw new Error("promotions failed")
      },
    },
  )
  expect(error?.message).toBe("promotions failed")
  expect(undone).toEqual(["second", "first"])
  expect(done).toEqual([])
})

it.each([
  ["a stranger", undefined, "unauthorized"],
  ["another customer", "cus_ben", "forbidden"],
])("changes nothing for %s, in either way", async (_, customerId, type) => {
  const theirs = { customer_id: "cus_anna", customer: { id: "cus_anna", has_account: true } }
  for (const cart of [theirs, { ...theirs, payment_collection: { id: "pay_col_1" } }]) {
    const { done, error } = await changed(cart, {}, customerId)
    expect(error).toMatchObject({ type })
    expect(done).toEqual([])
  }
})

it("refuses a cart that is not there", async () => {
  const container = containerOf({
    [Modules.LOCKING]: locks().locking,
    query: queryOf({ cart: [] }),
  })
  const change = { cartId: "cart_1", caller: { customerId: undefined, channelIds: [] } } as unknown as Change
  expect(await errorOf(() => changeCart(container, change))).toMatchObject({ type: "not_found" })
})
