import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { expect, it } from "vitest"

import { soldLines, type WantedLine } from "../../src/carts/sold-lines"
import { containerOf } from "../support/container"
import { errorOf } from "../support/errors"

const SOLD = [
  { id: "variant_1", sku: "A" },
  { id: "variant_2", sku: null },
]

/** Find lines in a shop that sells `SOLD`; `sent` are the values of the statement. */
async function find(...wanted: WantedLine[]) {
  const sent: unknown[] = []
  const raw = async (_: string, values: unknown) => {
    sent.push(values)
    return { rows: SOLD }
  }
  const container = containerOf({ [ContainerRegistrationKeys.PG_CONNECTION]: { raw } })
  return { lines: await soldLines(container, wanted, ["sc_1"]), sent }
}

it("finds variants by SKU and by id in one statement, in the caller's sales channels", async () => {
  const { lines, sent } = await find({ sku: "A", quantity: 1 }, { variant_id: "variant_2", quantity: 2 })
  expect(lines).toEqual([
    { variant_id: "variant_1", quantity: 1 },
    { variant_id: "variant_2", quantity: 2 },
  ])
  expect(sent).toEqual([{ ids: ["variant_2"], skus: ["A"], channels: ["sc_1"] }])
})

it("adds up lines of the same variant and metadata", async () => {
  const { lines } = await find(
    { sku: "A", quantity: 1 },
    { variant_id: "variant_1", sku: "A", quantity: 2, metadata: {} },
    { sku: "A", quantity: 4, metadata: { engraving: "Ada" } },
  )
  expect(lines).toEqual([
    { variant_id: "variant_1", quantity: 3 },
    { variant_id: "variant_1", quantity: 4, metadata: { engraving: "Ada" } },
  ])
})

it("takes an id in place of the SKU that a variant lacks", async () => {
  const { lines } = await find({ variant_id: "variant_2", sku: "variant_2", quantity: 1 })
  expect(lines).toEqual([{ variant_id: "variant_2", quantity: 1 }])
})

it.each([
  [{ sku: "variant_2", quantity: 1 }, "not available"],
  [{ sku: "B", quantity: 1 }, "not available"],
  [{ variant_id: "variant_3", sku: "A", quantity: 1 }, "not available"],
  [{ variant_id: "variant_2", sku: "A", quantity: 1 }, "is not A"],
])("refuses %j", async (line, message) => {
  expect(await errorOf(() => find(line))).toMatchObject({ message: expect.stringContaining(message) })
})
