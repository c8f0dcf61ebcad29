import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { describe, expect, it } from "vitest"

import { onlySellable } from "../../src/catalogue/sellable"
import { containerOf } from "../support/container"

/** Send a request for products to a shop in which these cannot be sold. */
async function send({
  unsellable = ["prod_bad"],
  header = "EUR",
  region = "reg_eu",
  id,
}: Record<string, unknown>) {
  const queried: unknown[] = []
  const database = {
    raw: async (_sql: string, values: unknown[]) => {
      queried.push(values)
      return { rows: (unsellable as string[]).map((one) => ({ id: one })) }
    },
  }
  const req = {
    scope: containerOf({ [ContainerRegistrationKeys.PG_CONNECTION]: database }),
    headers: { "x-sellable-in": header },
    validatedQuery: { region_id: region },
    filterableFields: id === undefined ? {} : { id },
  }
  let hasPassed = false
  await onlySellable(req as never, {} as never, () => {
    hasPassed = true
  })
  expect(hasPassed).toBe(true)
  return { queried, filter: req.filterableFields }
}

describe("onlySellable", () => {
  it("leaves out what cannot be bought in the currency and region", async () => {
    const { queried, filter } = await send({})
    expect(filter).toEqual({ id: { $nin: ["prod_bad"] } })
    expect(queried).toEqual([["eur", "reg_eu", expect.any(Number)]])
  })

  it.each([
    ["one id", "prod_bad", []],
    ["several ids", ["prod_good", "prod_bad"], ["prod_good"]],
  ])("leaves it out of %s", async (_name, id, left) => {
    expect((await send({ id })).filter).toEqual({ id: left })
  })

  it("changes nothing when all can be sold", async () => {
    expect((await send({ unsellable: [], id: "prod_good" })).filter).toEqual({ id: "prod_good" })
  })

  it.each([
    ["no currency", { header: 5 }],
    ["what is no currency", { header: "eur'--" }],
    ["no region", { region: 5 }],
  ])("changes nothing with %s", async (_name, changed) => {
    expect(await send(changed)).toEqual({ queried: [], filter: {} })
  })
})
