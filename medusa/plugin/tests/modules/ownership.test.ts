import { describe, expect, it } from "vitest"

import { ownedBy, requireOwnAssets } from "../../src/modules/assets-services/ownership"
import { errorOf } from "../support/errors"

const ANNAS = { id: "asset_a", customer_id: "cus_anna" }
const BENS = { id: "asset_b", customer_id: "cus_ben" }
const NOBODYS = { id: "asset_n", customer_id: null }

describe("requireOwnAssets", () => {
  it("lets the customer's own assets pass", () => {
    expect(() => requireOwnAssets([], "cus_anna")).not.toThrow()
    expect(() => requireOwnAssets([ANNAS], "cus_anna")).not.toThrow()
  })

  it("names the others, those without an owner included", async () => {
    const error = await errorOf(() => requireOwnAssets([ANNAS, BENS, NOBODYS], "cus_anna"))
    expect(error).toMatchObject({
      type: "invalid_data",
      message: expect.stringContaining("asset_b, asset_n"),
    })
  })
})

describe("ownedBy", () => {
  it("leaves the customer's own assets", () => {
    expect(ownedBy([ANNAS, BENS, NOBODYS], "cus_ben")).toEqual(["asset_b"])
  })
})
