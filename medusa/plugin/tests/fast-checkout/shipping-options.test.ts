import { expect, it } from "vitest"

import { dependsOnTotal, isPlain, type PricedOption } from "../../src/fast-checkout/shipping-options"

function option(attributes: string[], more: object = {}): PricedOption {
  const price_rules = attributes.map((attribute) => ({ attribute }))
  const prices = [{ price_rules: [] }, { price_rules }]
  return { price_type: "flat", provider_id: "manual_manual", prices, ...more } as unknown as PricedOption
}

it.each([
  ["without rules", option([]), true, false],
  ["of a region", option(["region_id"]), true, false],
  ["free from a total of the lines", option(["item_total", "region_id"]), true, true],
  ["free from a total with the delivery", option(["total"]), false, false],
  ["of a group of customers", option(["customer.groups.id"]), false, false],
  ["that is calculated", option([], { price_type: "calculated" }), false, false],
  ["of another provider", option(["item_total"], { provider_id: "carrier_carrier" }), false, true],
])("knows what a delivery %s costs a checkout", (_, priced, plain, byTotal) => {
  expect(isPlain(priced)).toBe(plain)
  expect(dependsOnTotal(priced)).toBe(byTotal)
})
