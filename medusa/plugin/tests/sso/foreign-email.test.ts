import { Modules } from "@medusajs/framework/utils"
import { expect, it, vi } from "vitest"

import { refuseForeignEmail } from "../../src/sso/foreign-email"
import { containerOf } from "../support/container"

const EMAIL = "ada@example.com"

/** Returns the status of the refusal, or undefined when the request passes. */
async function refused(body: object, callerId?: string): Promise<number | undefined> {
  const scope = containerOf({
    [Modules.CUSTOMER]: {
      listCustomers: async ({ email }: { email: string[] }) =>
        email.includes(EMAIL) ? [{ id: "cus_ada" }] : [],
    },
  })
  const status = vi.fn(() => ({ json: () => undefined }))
  const next = vi.fn()
  const auth_context = callerId ? { actor_id: callerId } : undefined
  type Given = Parameters<typeof refuseForeignEmail>
  await refuseForeignEmail({ scope, body, auth_context } as unknown as Given[0], { status } as never, next)
  expect(next).toHaveBeenCalledTimes(status.mock.calls.length === 0 ? 1 : 0)
  return (status.mock.calls as unknown as number[][])[0]?.[0]
}

it.each([
  ["of a cart", { email: EMAIL }],
  ["of a checkout", { cart: { email: "Ada@example.com " } }],
])("refuses the email of an account in the body %s", async (_, body) => {
  expect(await refused(body)).toBe(409)
  expect(await refused(body, "cus_ben")).toBe(409)
  expect(await refused(body, "cus_ada")).toBeUndefined()
})

it("lets other emails and bodies without one pass", async () => {
  expect(await refused({ cart: { email: "new@example.com" } })).toBeUndefined()
  expect(await refused({ cart: {} })).toBeUndefined()
  expect(await refused({})).toBeUndefined()
})
