import { expect, it, vi } from "vitest"

import { databaseWith } from "../support/database"

const COLUMNS = /information_schema/

/** What the catalogue finds in a database that has each table with these columns missing. */
async function checked({ missing = [] as string[], mayCreate = true } = {}) {
  vi.resetModules()
  const { COLUMNS: needed, catalogueOf } = await import("../../src/catalogue/tables")
  const names = Object.entries(needed).flatMap(([table, columns]) =>
    columns.split(" ").map((column) => `${table}.${column}`),
  )
  const { container, calls, warnings } = databaseWith((sql) => {
    if (COLUMNS.test(sql)) {
      return names.filter((name) => !missing.includes(name)).map((name) => ({ name }))
    }
    if (!mayCreate) {
      throw new Error("permission denied")
    }
    return []
  })
  const found = await catalogueOf(container)
  await catalogueOf(container)
  return { found, warnings, looked: calls.filter(({ sql }) => COLUMNS.test(sql)).length }
}

it("is there where Medusa's tables are as they are read, and looks once", async () => {
  const { found, warnings, looked } = await checked()
  expect(found).toEqual({ isReadable: true, hasTrigrams: true })
  expect({ warnings, looked }).toEqual({ warnings: [], looked: 1 })
})

it("is left out where a column is missing, with a warning that names it", async () => {
  const { found, warnings } = await checked({ missing: ["price_list.rules_count"] })
  expect(found.isReadable).toBe(false)
  expect(warnings.join()).toContain("price_list.rules_count")
})

it("forgives no typos where pg_trgm cannot be created, and says so", async () => {
  const { found, warnings } = await checked({ mayCreate: false })
  expect(found).toEqual({ isReadable: true, hasTrigrams: false })
  expect(warnings.join()).toContain("pg_trgm")
})
