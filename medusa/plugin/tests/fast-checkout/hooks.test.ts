import { addToCartWorkflow, updateCartWorkflow } from "@medusajs/medusa/core-flows"
import { beforeAll, expect, it } from "vitest"

import { unfitHost } from "../../src/fast-checkout/fit"
import { usedHooks } from "../../src/fast-checkout/hooks"
import { configure, SSO } from "../support/config"

beforeAll(() => configure({ sso: SSO }))

it("leaves all carts to Medusa's workflows where one of them has a hook", () => {
  updateCartWorkflow.hooks.cartUpdated(async () => undefined)
  expect(usedHooks("checkout")).toEqual(["update-cart.cartUpdated"])
  expect(unfitHost("checkout")).toContain("update-cart.cartUpdated")
  expect(unfitHost("change")).toBeUndefined()
  addToCartWorkflow.hooks.validate(async () => undefined)
  expect(usedHooks("change")).toEqual(["add-to-cart.validate"])
  expect(unfitHost()).toContain("add-to-cart.validate")
})
