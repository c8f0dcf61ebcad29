import { describe, expect, it } from "vitest"

import { GetAssetList, GetOrderList, validateListQuery } from "../../src/lists/validators"

const PRODUCTS = { region_id: "reg_1", product_fields: "id" }

/** Validate a query; return what the route gets, or the error. */
function validated(schema: Parameters<typeof validateListQuery>[0], query: object): unknown {
  const req: Record<string, unknown> = { query }
  let passed: unknown
  validateListQuery(schema)(req as never, {} as never, (error?: unknown) => {
    passed = error ?? req.validatedQuery
  })
  return passed
}

describe("validateListQuery", () => {
  it("takes one value or several, and leaves commas alone", () => {
    expect(validated(GetAssetList, { ...PRODUCTS, category: "Nuts, bolts", type: ["A", "B"] })).toMatchObject(
      {
        category: ["Nuts, bolts"],
        type: ["A", "B"],
        limit: 10,
        offset: 0,
        order: "-created_at",
      },
    )
  })

  it.each([
    ["an unknown parameter", GetOrderList, { customer_id: "cus_2" }],
    ["a page that is too long", GetOrderList, { limit: "101" }],
    ["a column that is not in the list", GetOrderList, { order: "email" }],
    ["what is no date", GetOrderList, { created_at: { $gte: "soon" } }],
    ["no region", GetAssetList, { product_fields: "id" }],
  ])("refuses %s", (_name, schema, query) => {
    expect(validated(schema as Parameters<typeof validateListQuery>[0], query)).toMatchObject({
      type: "invalid_data",
    })
  })
})
