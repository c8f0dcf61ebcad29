import { describe, expect, it } from "vitest"

import { GetProducts, GetSuggestions, readQuery } from "../../src/api/store/storefront/products/validators"
import { matching, type Wanted } from "../../src/catalogue/filters"
import { errorOf } from "../support/errors"

const SHOPPER = {
  region: "reg_1",
  currency: "eur",
  groups: ["g"],
  channels: ["sc_1"],
  hasOneChannel: false,
  automaticTaxes: true,
}
const HOSTILE = "'; drop table product; --"

/** The statement's first part for what is wanted, and what is bound in it. */
function partOf(wanted: Wanted, hasTrigrams = true) {
  const { ctes, ...rest } = matching(wanted, SHOPPER, hasTrigrams)
  return { sql: ctes.join(","), ...rest }
}

describe("matching", () => {
  it("binds every value", () => {
    const { sql, page, bindings } = partOf({
      ids: [HOSTILE],
      names: [HOSTILE],
      q: HOSTILE,
      categories: [HOSTILE],
      collections: [HOSTILE],
      tags: [HOSTILE],
      options: [[HOSTILE, [HOSTILE]]],
      minPrice: 1,
      maxPrice: 2,
      inStock: true,
      facets: true,
      order: HOSTILE,
    })
    expect(sql + page).not.toContain("drop")
    expect(bindings).toMatchObject({ ids: [HOSTILE], names: [HOSTILE], option0: HOSTILE, values0: [HOSTILE] })
    const named = new Set(Array.from((sql + page).matchAll(/(?<!:):([a-z]\w*)/gi), ([, name]) => name))
    expect([...named].filter((name) => !(String(name) in bindings))).toEqual(["limit", "offset"])
  })

  it("looks at single variants only where it has to", () => {
    expect(partOf({ order: "title" }).sql).not.toContain("priced")
    for (const wanted of [{ order: "-price" }, { inStock: true }, { facets: true }, { minPrice: 0 }]) {
      expect(partOf(wanted).sql).toContain("priced")
    }
  })

  it("shows another variant than the first only where variants are chosen", () => {
    expect(partOf({ order: "price" }).page).toContain("null shown")
    expect(partOf({ options: [["Color", ["Red"]]] }).page).toContain("matched.variant_id shown")
  })

  it("counts facets without their own filter, and filters without facets at once", () => {
    const wanted = { tags: ["new"], minPrice: 1 }
    expect(partOf({ ...wanted, facets: true }).flags).toEqual({
      product: ["has_tag"],
      variant: ["fits_price"],
    })
    expect(partOf({ ...wanted, facets: true }).sql).toContain("where has_tag and fits_price")
    expect(partOf(wanted).sql).not.toContain("has_tag and")
  })

  it("sorts what is equal by id, and a search by its score", () => {
    expect(partOf({ order: "-title" }).page).toContain("order by product.title desc, product.id)")
    expect(partOf({}).page).toContain("order by matched.id asc, product.id)")
    expect(partOf({ order: "-price" }).page).toContain("order by key desc, matched.id limit")
    expect(partOf({ q: "drill" }).page).toContain("order by score desc, product.id)")
  })

  it("asks for a sales channel only where the shop has others", () => {
    expect(partOf({}).sql).toContain("product_sales_channel")
    const { ctes } = matching({}, { ...SHOPPER, hasOneChannel: true }, true)
    expect(ctes.join()).not.toContain("product_sales_channel")
  })

  it("forgives typos only where PostgreSQL can", () => {
    expect(partOf({ q: "dril" }).sql).toContain("word_similarity")
    expect(partOf({ q: "dril" }, false).sql).not.toContain("word_similarity")
  })

  it("takes the signs of a pattern as they are", () => {
    expect(partOf({ q: "50%_\\" }).bindings.piece0).toBe("%50\\%\\_\\\\%")
  })
})

describe("the query of a list", () => {
  const read = (query: object) => readQuery(GetProducts, { region_id: "reg_1", ...query })

  it("puts the values of an option together, commas and colons included", () => {
    const { options } = read({ option: ["Color:Red, dark", "color:Blue", "Size:a:b"] })
    expect(options).toEqual([
      ["color", ["Red, dark", "Blue"]],
      ["size", ["a:b"]],
    ])
  })

  it("reads one value, several, and more than Express puts into an array", () => {
    expect(read({ tag: "a" }).tags).toEqual(["a"])
    expect(read({ tag: ["a", "b"] }).tags).toEqual(["a", "b"])
    expect(read({ id: { 0: "a", 1: "b" } }).ids).toEqual(["a", "b"])
  })

  it.each([
    [{ region_id: undefined }, "region_id"],
    [{ order: "id; drop" }, "order"],
    [{ limit: "201" }, "limit"],
    [{ min_price: "x" }, "min_price"],
    [{ in_stock: "yes" }, "in_stock"],
    [{ other: "1" }, "other"],
    [{ q: ["a", "b"] }, "q"],
  ])("refuses %j and names it", async (query, name) => {
    const error = await errorOf(() => read(query))
    expect(error).toMatchObject({ type: "invalid_data", message: expect.stringContaining(name) })
  })

  it("suggests at most ten", async () => {
    expect(readQuery(GetSuggestions, { region_id: "r", q: "a" }).limit).toBe(10)
    expect(
      await errorOf(() => readQuery(GetSuggestions, { region_id: "r", q: "a", limit: "11" })),
    ).toBeTruthy()
  })
})
