import { expect, it, vi } from "vitest"

import { databaseWith } from "../support/database"

/** What is found, said and done in a database, when it is looked at twice. */
async function checked({ mayCreate = true } = {}) {
  vi.resetModules()
  const { hasTrigrams } = await import("../../src/catalogue/tables")
  const { container, calls, warnings } = databaseWith(() => {
    if (!mayCreate) {
      throw new Error("permission denied")
    }
    return []
  })
  const found = [await hasTrigrams(container), await hasTrigrams(container)]
  return { found, warnings, created: calls.filter(({ sql }) => /create extension/.test(sql)).length }
}

it("creates the extension once", async () => {
  expect(await checked()).toEqual({ found: [true, true], warnings: [], created: 1 })
})

it("forgives no typos where pg_trgm cannot be created, and says so", async () => {
  const { found, warnings } = await checked({ mayCreate: false })
  expect(found).toEqual([false, false])
  expect(warnings.join()).toContain("pg_trgm")
})
