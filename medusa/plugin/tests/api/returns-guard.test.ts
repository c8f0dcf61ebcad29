import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { describe, expect, it } from "vitest"

import { guardTransfer } from "../../src/api/store/orders/transfer-guard"
import { guardReturn } from "../../src/api/store/returns/guard"
import { containerOf, locks } from "../support/container"
import { errorOf } from "../support/errors"

const ANNAS = { id: "order_1", customer_id: "cus_anna", customer: { has_account: true } }
const GUESTS = { id: "order_1", customer_id: "cus_guest", customer: { has_account: false } }
const LINES = { items: [{ id: "ordli_1", detail: { fulfilled_quantity: 1 } }] }

function requestOf(order: object | undefined, body: object, caller?: string) {
  const scope = containerOf({
    [ContainerRegistrationKeys.QUERY]: { graph: async () => ({ data: order ? [order] : [] }) },
    [Modules.LOCKING]: locks().locking,
  })
  return { scope, body, params: { id: "order_1" }, auth_context: caller && { actor_id: caller } } as never
}

/** Send a request for a return; resolves once it has passed. */
async function send(order: object | undefined, more: object = {}, caller?: string) {
  const body = { order_id: "order_1", items: [{ id: "ordli_1", quantity: 1 }], ...more }
  const res = { statusCode: 200, end: () => res } as { statusCode: number; end(): unknown }
  let hasPassed = false
  await guardReturn(requestOf(order, body, caller), res as never, () => {
    hasPassed = true
    setImmediate(() => res.end())
  })
  return hasPassed
}

describe("guardReturn", () => {
  it.each([
    ["a guest's order", { ...GUESTS, ...LINES }, undefined],
    ["the customer's own", { ...ANNAS, ...LINES }, "cus_anna"],
    ["an order that Medusa does not find", undefined, undefined],
  ])("lets %s pass", async (_name, order, caller) => {
    expect(await send(order, {}, caller)).toBe(true)
  })

  it.each([
    ["a guest with a customer's order", { ...ANNAS, ...LINES }, {}, undefined, "unauthorized"],
    ["another customer", { ...ANNAS, ...LINES }, {}, "cus_ben", "forbidden"],
    [
      "too many pieces",
      { ...GUESTS, ...LINES },
      { items: [{ id: "ordli_1", quantity: 2 }] },
      undefined,
      "invalid_data",
    ],
    [
      "goods that have arrived already",
      { ...GUESTS, ...LINES },
      { receive_now: true },
      undefined,
      "invalid_data",
    ],
    [
      "a price of the client's own",
      { ...GUESTS, ...LINES },
      { return_shipping: { option_id: "so_1", price: 0 } },
      undefined,
      "invalid_data",
    ],
  ])("refuses %s", async (_name, order, more, caller, type) => {
    expect(await errorOf(() => send(order, more, caller))).toMatchObject({ type })
  })
})

describe("guardTransfer", () => {
  it.each([
    ["a guest's order", GUESTS],
    ["an order that Medusa does not find", undefined],
  ])("lets %s pass", async (_name, order) => {
    let hasPassed = false
    await guardTransfer(requestOf(order, {}, "cus_ben"), {} as never, () => {
      hasPassed = true
    })
    expect(hasPassed).toBe(true)
  })

  it("refuses a customer's order", async () => {
    const refused = errorOf(() =>
      guardTransfer(requestOf(ANNAS, {}, "cus_ben"), {} as never, () => undefined),
    )
    expect(await refused).toMatchObject({ type: "forbidden" })
  })
})
