import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { describe, expect, it } from "vitest"

import { requireService, type Variant } from "../../src/service-purchase/service"
import { queryOf } from "../support/container"
import { databaseWith } from "../support/database"
import { errorOf } from "../support/errors"

const OURS = ["sc_1", "sc_2"]

/** Look for the channel of a featured service whose product is in these channels; the shop sells it or not. */
function requireIn(channels: string[], { isSold = true, status = "published" } = {}) {
  const query = queryOf({ product_reference: [] })
  const rows = isSold ? [{ id: "variant_1", sku: null }] : []
  const { container, calls } = databaseWith(() => rows, { [ContainerRegistrationKeys.QUERY]: query })
  const variant: Variant = {
    id: "variant_1",
    title: "Yearly",
    product: {
      title: "Care",
      status,
      type: { value: "VIRTUAL" },
      categories: [{ handle: "featured-services" }],
      sales_channels: [null, ...channels.map((id) => ({ id }))],
    },
  }
  return { found: requireService(container, variant, OURS), calls }
}

describe("requireService", () => {
  it("returns the channel that the product names, without a statement", async () => {
    const { found, calls } = requireIn(["sc_other", "sc_2"])
    expect(await found).toBe("sc_2")
    expect(calls).toEqual([])
  })

  it("returns the request's channel where a product needs none", async () => {
    const { found, calls } = requireIn([])
    expect(await found).toBe("sc_1")
    expect(calls.map(({ bindings }) => bindings)).toEqual([{ ids: ["variant_1"], skus: [], channels: OURS }])
  })

  it.each([
    ["another channel's service", ["sc_other"], { isSold: false }],
    ["a draft", ["sc_1"], { status: "draft" }],
  ])("finds no %s", async (_name, channels, changed) => {
    expect(await errorOf(() => requireIn(channels, changed).found)).toMatchObject({ type: "not_found" })
  })
})
