import { MedusaError, Modules } from "@medusajs/framework/utils"
import { beforeEach, expect, it, vi } from "vitest"

import { type Checkout, checkout } from "../../src/fast-checkout/checkout"
import { ORDERED } from "../../src/fast-checkout/fit"
import { prepare } from "../../src/fast-checkout/prepare"
import { configure, SSO } from "../support/config"
import { containerOf, locks, queryOf } from "../support/container"

vi.mock("../../src/fast-checkout/prepare", () => ({ prepare: vi.fn() }))

const LINE = { id: "cali_1", quantity: 1, unit_price: 20 }
const CART = { id: "cart_1", currency_code: "eur", total: 20, raw_total: 20, item_total: 20, items: [LINE] }
const WANTED: Checkout = {
  options: [],
  payment: { provider_id: "pp_system_default", data: {}, session_metadata: {} },
  seen: { items: [LINE], codes: [] },
}

beforeEach(() => {
  configure({ sso: SSO })
  vi.mocked(prepare).mockReset().mockResolvedValue(undefined)
})

/** Do a checkout; returns its outcome, and what was done under which locks. */
async function done(
  cart: object = {},
  completed: { error?: Error } = {},
  wanted = WANTED,
  orders: object[] = [],
) {
  const steps: string[] = []
  const { held, locking } = locks()
  const note = (what: string) => steps.push(`${what} under ${held.join()}`)
  const container = containerOf({
    [Modules.LOCKING]: locking,
    [Modules.PAYMENT]: {
      createPaymentCollections: async (rows: object[]) => {
        note("collection")
        return rows.map((row) => ({ ...row, id: "pay_col_1" }))
      },
      createPaymentSession: async () => {
        note("session")
        return { id: "payses_1", data: {} }
      },
    },
    [Modules.WORKFLOW_ENGINE]: {
      run: async () => {
        note("complete")
        const { error } = completed
        const errors = error ? [{ error }] : []
        return { errors, result: { id: "order_1" }, transaction: { hasFinished: () => true } }
      },
    },
    link: { create: async () => undefined },
    logger: { info: (said: string) => steps.push(said), error: () => undefined, warn: () => undefined },
    query: queryOf({ cart: [{ ...CART, ...cart }], order_cart: orders, order: [{ id: "order_1" }] }),
  })
  const caller = { customerId: undefined, channelIds: [] }
  const outcome = await checkout(container, "cart_1", wanted, caller).catch((error: Error) => error)
  return { outcome, steps }
}

it("pays under Medusa's lock of the cart, and completes without it: Medusa acquires it itself", async () => {
  const { outcome, steps } = await done()
  expect(outcome).toEqual({ type: "order", id: "order_1" })
  expect(steps).toEqual([
    "collection under cart-write:cart_1,cart_1",
    "session under cart-write:cart_1,cart_1",
    "complete under cart-write:cart_1",
  ])
})

it("leaves a cart open that takes Medusa's workflows, and says why", async () => {
  vi.mocked(prepare).mockResolvedValue("it is odd")
  const { outcome, steps } = await done()
  expect(outcome).toMatchObject({ type: "open", step: "none" })
  expect(steps).toEqual([expect.stringContaining("it is odd")])
})

it("returns the order that the cart is by now, as for a second click", async () => {
  vi.mocked(prepare).mockResolvedValue(ORDERED)
  const { outcome, steps } = await done({}, {}, WANTED, [{ order_id: "order_1" }])
  expect(outcome).toEqual({ type: "order", id: "order_1" })
  expect(steps).toEqual([])
  // A cart that was closed has none.
  expect((await done()).outcome).toMatchObject({ type: "open", step: "none" })
})

it("leaves all carts open where the option says so", async () => {
  configure({ sso: SSO, fastCheckout: false })
  const { outcome } = await done()
  expect(outcome).toMatchObject({ type: "open", step: "none" })
  expect(prepare).not.toHaveBeenCalled()
})

it.each([
  ["is other than the shopper saw it", { items: [{ ...LINE, unit_price: 21 }] }, WANTED],
  ["has to be paid, without a provider", {}, { ...WANTED, payment: undefined }],
])("neither pays nor orders a cart that %s", async (_, cart, wanted) => {
  const { outcome, steps } = await done(cart, {}, wanted)
  expect(outcome).toMatchObject({ type: "open", step: "prepared" })
  expect(steps).toEqual([])
})

it("completes a cart without a payment where nothing is due", async () => {
  const { outcome, steps } = await done({ total: 0 })
  expect(outcome).toMatchObject({ type: "order" })
  expect(steps).toEqual(["complete under cart-write:cart_1"])
})

it("places the last pieces one after the other", async () => {
  const level = { stocked_quantity: 1, reserved_quantity: 0 }
  const stock = {
    inventory_item_id: "iitem_1",
    required_quantity: 1,
    inventory: { location_levels: [level] },
  }
  const variant = { manage_inventory: true, allow_backorder: false, inventory_items: [stock] }
  const { steps } = await done({ items: [{ ...LINE, variant }] })
  expect(steps.at(-1)).toBe("complete under cart-write:cart_1,stock:iitem_1")
})

it("reports a payment that the provider did not make as Medusa's own route does", async () => {
  const error = new MedusaError(MedusaError.Types.PAYMENT_AUTHORIZATION_ERROR, "declined")
  expect((await done({}, { error })).outcome).toEqual({ type: "cart", error })
})

it("passes on what Medusa's completion refuses", async () => {
  const error = new MedusaError(MedusaError.Types.NOT_ALLOWED, "sold out")
  expect((await done({}, { error })).outcome).toBe(error)
})
