import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { describe, expect, it } from "vitest"

import { ProviderUnavailableError } from "../../src/sso/keys"
import { ssoMiddleware } from "../../src/sso/middleware"
import { InvalidTokenError, type TokenVerifier } from "../../src/sso/token"
import { containerOf } from "../support/container"

const CONFIG = { projectConfig: { http: { jwtSecret: "secret" } } }
const customer = {
  listCustomers: async ({ email }: { email: string }) =>
    email === "anna@example.com" ? [{ id: "cus_anna" }] : [],
}
const logger = { info: () => undefined, error: () => undefined }
const scope = containerOf({
  customer,
  [ContainerRegistrationKeys.CONFIG_MODULE]: CONFIG,
  [ContainerRegistrationKeys.LOGGER]: logger,
})

/** What becomes of a request with these Authorization headers. */
async function send(headers: string[], verify: (token: string) => Promise<{ email: string }>) {
  const req = {
    scope,
    headers: { authorization: headers[0] } as { authorization?: string },
    headersDistinct: headers.length > 0 ? { authorization: headers } : {},
    auth_context: { actor_id: "cus_other", actor_type: "customer" } as { actor_id: string } | undefined,
    session: { auth_context: { actor_id: "cus_other", actor_type: "customer" } },
  }
  const outcome = { req, status: 200, hasPassed: false, error: undefined as unknown }
  const res = {
    status: (status: number) => {
      outcome.status = status
      return { json: () => undefined }
    },
  }
  await ssoMiddleware({ verify } as unknown as TokenVerifier)(
    req as never,
    res as never,
    (error?: unknown) => {
      outcome.hasPassed = true
      outcome.error = error
    },
  )
  return outcome
}

const annas = async () => ({ email: "anna@example.com" })
const never = async (): Promise<never> => {
  throw new Error("No token was to be verified")
}

describe("ssoMiddleware", () => {
  it("makes the request the customer's, with a token of Medusa's own", async () => {
    const { req, hasPassed } = await send(["bearer  good"], async (token) => {
      expect(token).toBe("good")
      return annas()
    })
    expect(hasPassed).toBe(true)
    expect(req.auth_context).toMatchObject({ actor_id: "cus_anna", actor_type: "customer" })
    expect(req.headers.authorization).toMatch(/^Bearer ey/)
  })

  it.each([
    ["no header", []],
    ["a password", ["Basic YW5uYTpzZWNyZXQ="]],
    ["another scheme", ["Bearerish abc"]],
  ])("takes a request with %s for a guest's, whoever was logged in", async (_name, headers) => {
    const { req, hasPassed } = await send(headers, never)
    expect(hasPassed).toBe(true)
    expect(req.auth_context).toBeUndefined()
    expect(req.headers.authorization).toBeUndefined()
    expect(req.session.auth_context).toBeUndefined()
  })

  it.each([
    ["no token", ["Bearer"]],
    ["two tokens", ["Bearer a b"]],
    ["two headers", ["Bearer a", "Bearer b"]],
    ["another scheme besides", ["Basic a", "Bearer b"]],
  ])("refuses a bearer header with %s", async (_name, headers) => {
    expect(await send(headers, never)).toMatchObject({ status: 401, hasPassed: false })
  })

  it("refuses an invalid token", async () => {
    const outcome = await send(["Bearer bad"], async () => {
      throw new InvalidTokenError("bad")
    })
    expect(outcome).toMatchObject({ status: 401, hasPassed: false })
    expect(outcome.req.headers.authorization).toBeUndefined()
  })

  it("responds 503 while the provider's keys cannot be fetched", async () => {
    const outcome = await send(["Bearer good"], async () => {
      throw new ProviderUnavailableError("down")
    })
    expect(outcome).toMatchObject({ status: 503, hasPassed: false })
  })

  it("hands any other error to Medusa", async () => {
    const error = new Error("a fault")
    const outcome = await send(["Bearer good"], async () => {
      throw error
    })
    expect(outcome).toMatchObject({ hasPassed: true, error })
    expect(outcome.req.auth_context).toBeUndefined()
  })
})
