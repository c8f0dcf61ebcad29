import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { describe, expect, it, vi } from "vitest"

import { type Paying, paymentStateOf, requireUnpaid } from "../../src/carts/paid"
import { containerOf } from "../support/container"
import { errorOf } from "../support/errors"

type Report = { status: string; data?: Record<string, unknown> }

const session = (changed: Partial<Paying> = {}): Paying => ({
  id: "payses_1",
  provider_id: "pp_stripe_stripe",
  status: "pending",
  data: {},
  ...changed,
})
const cartWith = (...sessions: (Paying | null)[]) => ({ payment_collection: { payment_sessions: sessions } })

/** A shop whose providers report this; which were called is in `called`. */
function shopWith(report: () => Promise<Report>) {
  const called: string[] = []
  const getStatus = (id: string) => {
    called.push(id)
    return report()
  }
  const payment = { paymentProviderService_: { getStatus } }
  const logger = { warn: () => undefined }
  return { called, container: containerOf({ payment, [ContainerRegistrationKeys.LOGGER]: logger }) }
}
const reporting = (report: Report) => shopWith(async () => report)
const failing = () =>
  shopWith(async () => {
    throw new Error("The provider is down")
  })

describe("paymentStateOf", () => {
  it.each([
    ["no payment collection", {}, "none"],
    ["no sessions", cartWith(null), "none"],
    ["an authorized session", cartWith(session({ status: "authorized" })), "on its way"],
    ["a captured session", cartWith(session({ status: "captured" })), "on its way"],
    [
      "a payment that a failed completion cancelled",
      cartWith(session({ status: "authorized", payment: { canceled_at: "2026-01-01" } })),
      "none",
    ],
    ["a cancelled session", cartWith(session({ status: "canceled" })), "none"],
    ["a session of the manual provider", cartWith(session({ provider_id: "pp_system_default" })), "none"],
  ])("needs no provider for %s", async (_name, cart, expected) => {
    const { called, container } = failing()
    expect(await paymentStateOf(container, cart)).toBe(expected)
    expect(called).toEqual([])
  })

  it.each<[string, Report, string]>([
    ["is still pending", { status: "pending" }, "none"],
    ["was authorized meanwhile", { status: "authorized" }, "on its way"],
    ["has a transfer under way", { status: "pending_authorization" }, "on its way"],
    ["is processing the card", { status: "pending", data: { status: "processing" } }, "on its way"],
  ])("calls the provider, which %s", async (_name, report, expected) => {
    const { called, container } = reporting(report)
    expect(await paymentStateOf(container, cartWith(session()))).toBe(expected)
    expect(called).toEqual(["pp_stripe_stripe"])
  })

  it("calls the provider of a declined session, which can be paid again", async () => {
    const { container } = reporting({ status: "captured" })
    expect(await paymentStateOf(container, cartWith(session({ status: "error" })))).toBe("on its way")
  })

  it("returns unknown when the provider fails", async () => {
    expect(await paymentStateOf(failing().container, cartWith(session()))).toBe("unknown")
  })

  it("takes a transfer under way for under way while its provider fails", async () => {
    const cart = cartWith(session({ status: "pending_authorization" }))
    expect(await paymentStateOf(failing().container, cart)).toBe("on its way")
  })

  it("waits some seconds for a provider and no longer", async () => {
    vi.useFakeTimers()
    const { container } = shopWith(() => new Promise(() => undefined))
    const state = paymentStateOf(container, cartWith(session()))
    await vi.advanceTimersByTimeAsync(3000)
    expect(await state).toBe("unknown")
    vi.useRealTimers()
  })
})

describe("requireUnpaid", () => {
  const paid = cartWith(session({ status: "captured" }))

  it("lets an unpaid cart pass and refuses a paid one", async () => {
    await requireUnpaid(reporting({ status: "pending" }).container, cartWith(session()))
    expect(await errorOf(() => requireUnpaid(failing().container, paid))).toMatchObject({ statusCode: 409 })
  })

  it("refuses an unknown state, unless mustKnow is false", async () => {
    const { container } = failing()
    expect(await errorOf(() => requireUnpaid(container, cartWith(session())))).toMatchObject({
      statusCode: 409,
    })
    await requireUnpaid(container, cartWith(session()), { mustKnow: false })
  })
})
