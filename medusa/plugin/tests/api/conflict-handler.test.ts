import { MedusaError } from "@medusajs/framework/utils"
import { expect, it } from "vitest"

import { conflictHandler } from "../../src/api/conflict-handler"
import { ConflictError } from "../../src/conflict"

/** What the handler responds to an error. */
async function responseTo(error: Error) {
  const response: { status?: number; body?: unknown } = {}
  const res = {
    status: (status: number) => {
      response.status = status
      return res
    },
    json: (body: unknown) => {
      response.body = body
    },
  }
  const logger = { error: () => undefined, info: () => undefined }
  const req = { path: "/", scope: { resolve: () => logger } }
  await conflictHandler()(error, req as never, res as never, () => undefined)
  return response
}

it("responds to a conflict with 409 and its message", async () => {
  expect(await responseTo(new ConflictError("The cart is paid"))).toEqual({
    status: 409,
    body: { type: "conflict", message: "The cart is paid" },
  })
})

it("leaves other errors to Medusa", async () => {
  const error = new MedusaError(MedusaError.Types.NOT_FOUND, "no such cart")
  expect(await responseTo(error)).toMatchObject({ status: 404, body: { message: "no such cart" } })
})
