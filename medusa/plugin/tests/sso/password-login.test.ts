import { expect, it } from "vitest"

import { passwordLoginWarning } from "../../src/sso/password-login"

it("does not warn when customers have no other log-in", () => {
  expect(passwordLoginWarning({ user: ["emailpass"], customer: [] })).toBeUndefined()
})

it.each([
  ["nothing is set", undefined, "every method"],
  ["customers are not named", { user: ["emailpass"] }, "every method"],
  ["methods are left", { customer: ["emailpass", "google"] }, "emailpass, google"],
])("warns when %s", (_name, methods, named) => {
  expect(passwordLoginWarning(methods)).toContain(named)
})
