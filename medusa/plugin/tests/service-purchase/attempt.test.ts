import { describe, expect, it, vi } from "vitest"

import type { Identity } from "../../src/service-purchase/attempt"
import { beginAttempt, findAttempt, withUsableCartId } from "../../src/service-purchase/attempt"
import { containerOf } from "../support/container"
import { errorOf } from "../support/errors"

const NOW = new Date("2026-03-01T12:00:00Z")
const BY_KEY: Identity = {
  purpose: "NEW",
  service_instance_id: null,
  customer_id: "cus_anna",
  product_variant_id: "variant_a",
  asset_id: null,
  idempotency_key: "key-1",
}
const BY_WHAT = { ...BY_KEY, idempotency_key: null }

type Row = typeof BY_WHAT & { id: string; cart_id: string; finished_at: Date | null; created_at: Date }

const row = (changed: Partial<Record<keyof Row, unknown>> = {}): Row => {
  const base = { ...BY_WHAT, id: "servpur_1", cart_id: "cart_1", finished_at: null, created_at: NOW }
  return { ...base, ...changed } as Row
}

/** The purchases of a shop in memory, with filters and order as the module's service has them. */
function shopWith(rows: Row[], carts: { id: string; deleted_at: Date | null }[] = []) {
  const written: unknown[] = []
  const service = {
    listServicePurchases: async (
      filters: Partial<Row>,
      { order, take = 15 }: { order?: object; take?: number } = {},
    ) => {
      const found = rows.filter((one) =>
        Object.entries(filters).every(([name, value]) => one[name as keyof Row] === value),
      )
      const sorted = order ? found.sort((a, b) => b.created_at.getTime() - a.created_at.getTime()) : found
      return sorted.slice(0, take)
    },
    createServicePurchases: async (created: object) => ({ id: "servpur_new", ...created }),
    updateServicePurchases: async (changes: object) => written.push(changes),
  }
  const cart = { listCarts: async ({ id: [id] }: { id: string[] }) => carts.filter((one) => one.id === id) }
  return { container: containerOf({ assetsServices: service, cart }), written }
}

describe("findAttempt", () => {
  it("finds nothing the first time", async () => {
    expect(await findAttempt(shopWith([]).container, BY_WHAT)).toBeUndefined()
    expect(await findAttempt(shopWith([]).container, BY_KEY)).toBeUndefined()
  })

  it("finds a key's purchase, however old", async () => {
    const old = row({ idempotency_key: "key-1", finished_at: new Date("2020-01-01") })
    expect(await findAttempt(shopWith([old]).container, BY_KEY)).toBe(old)
  })

  it.each([
    ["variant", { product_variant_id: "variant_b" }],
    ["asset", { asset_id: "asset_1" }],
    ["purpose", { purpose: "RENEWAL", service_instance_id: "serv_1" }],
  ])("refuses a key that was used for another %s", async (_name, other) => {
    const { container } = shopWith([row({ idempotency_key: "key-1", ...other })])
    expect(await errorOf(() => findAttempt(container, BY_KEY))).toMatchObject({ statusCode: 409 })
  })

  it("does not find another customer's key", async () => {
    const { container } = shopWith([row({ idempotency_key: "key-1", customer_id: "cus_ben" })])
    expect(await findAttempt(container, BY_KEY)).toBeUndefined()
  })

  it.each([
    ["an unfinished purchase", null, true],
    ["one that was finished 14 minutes ago", new Date(NOW.getTime() - 14 * 60_000), true],
    ["no purchase that was finished 15 minutes ago", new Date(NOW.getTime() - 15 * 60_000), false],
  ])("finds without a key %s", async (_name, finished_at, isFound) => {
    vi.useFakeTimers({ now: NOW })
    const known = row({ finished_at })
    expect(await findAttempt(shopWith([known]).container, BY_WHAT)).toBe(isFound ? known : undefined)
    vi.useRealTimers()
  })

  it("takes the newest, and no purchase that had a key", async () => {
    const older = row({ id: "older", created_at: new Date("2026-01-01") })
    const newer = row({ id: "newer", created_at: new Date("2026-02-01") })
    const keyed = row({ id: "keyed", idempotency_key: "key-9" })
    expect((await findAttempt(shopWith([older, newer, keyed]).container, BY_WHAT))?.id).toBe("newer")
  })
})

describe("findAttempt of a service that the customer has", () => {
  const renewal = { ...BY_WHAT, purpose: "RENEWAL" as const, service_instance_id: "serv_1" }
  const upgrade = { ...renewal, purpose: "UPGRADE" as const, product_variant_id: "variant_b" }

  it("finds a renewal by its key, whatever plan the service has had since", async () => {
    const known = row({ ...renewal, idempotency_key: "key-1", finished_at: NOW })
    const wanted = { ...renewal, product_variant_id: "variant_b", idempotency_key: "key-1" }
    expect(await findAttempt(shopWith([known]).container, wanted)).toBe(known)
  })

  it("takes no upgrade again after another one", async () => {
    vi.useFakeTimers({ now: NOW })
    const there = row({ ...upgrade, finished_at: NOW, created_at: new Date("2026-03-01T11:58:00Z") })
    const back = row({ ...upgrade, product_variant_id: "variant_a", finished_at: NOW })
    expect(await findAttempt(shopWith([there]).container, upgrade)).toBe(there)
    expect(await findAttempt(shopWith([there, back]).container, upgrade)).toBeUndefined()
    vi.useRealTimers()
  })

  it("takes no purchase for a renewal", async () => {
    expect(await findAttempt(shopWith([row()]).container, renewal)).toBeUndefined()
  })
})

describe("beginAttempt", () => {
  it("chooses the cart's id beforehand", async () => {
    const attempt = await beginAttempt(shopWith([]).container, BY_KEY)
    expect(attempt).toMatchObject(BY_KEY)
    expect(attempt.cart_id).toMatch(/^cart_\w{20,}$/)
  })
})

describe("withUsableCartId", () => {
  const attempt = row() as never

  it.each([
    ["not made yet", []],
    ["open", [{ id: "cart_1", deleted_at: null }]],
  ])("keeps the id of a cart that is %s", async (_name, carts) => {
    const { container, written } = shopWith([], carts)
    expect(await withUsableCartId(container, attempt)).toBe(attempt)
    expect(written).toEqual([])
  })

  it("stores another id when the customer has closed the cart", async () => {
    const { container, written } = shopWith([], [{ id: "cart_1", deleted_at: NOW }])
    const { cart_id } = await withUsableCartId(container, attempt)
    expect(cart_id).not.toBe("cart_1")
    expect(written).toEqual([{ id: "servpur_1", cart_id, credit: null }])
  })
})
