import { expect, it } from "vitest"

import { requireTaxes } from "../src/medusa-version"

it.each(["2.14.0", "2.16.3", "2.17.3"])("does not start on Medusa %s, which may omit taxes", (medusa) => {
  expect(() => requireTaxes(medusa)).toThrow(medusa)
})

it.each(["2.13.6", "2.18.0", "2.140.1", "2.21.2"])("starts on Medusa %s", (medusa) => {
  expect(() => requireTaxes(medusa)).not.toThrow()
})
