import Medusa from "@medusajs/js-sdk"
import { afterEach, describe, expect, it, vi } from "vitest"

import { failureOf, isTurnedOff } from "../../src/admin/lib/faults"

const HTML = "<pre>Cannot GET /admin/assets</pre>"

/** Return the error of Medusa's client for a response of the Admin API. */
async function errorOf(status: number, body: string, statusText: string): Promise<unknown> {
  vi.stubGlobal("fetch", async () => new Response(body, { status, statusText }))
  const { client } = new Medusa({ baseUrl: "http://medusa.test" })
  return client.fetch("/admin/assets").catch((error: unknown) => error)
}

afterEach(() => vi.unstubAllGlobals())

describe("a page that could not be read", () => {
  it.each([
    ["Medusa's page", HTML, "Not Found"],
    ["Medusa's page by HTTP/2, which has no status text", HTML, ""],
    ["a proxy's JSON", JSON.stringify({ message: "Not Found" }), ""],
  ])("names the option where the route is missing: %s", async (_, body, statusText) => {
    const error = await errorOf(404, body, statusText)
    expect(isTurnedOff(error)).toBe(true)
    const { text, canRetry } = failureOf(error, "asset")
    expect(text).toContain("assetsServices: false")
    expect(canRetry).toBe(false)
  })

  it.each(["Not Found", ""])("says that the record is missing (status text '%s')", async (statusText) => {
    const body = JSON.stringify({ type: "not_found", message: "asset with id: asset_1 was not found" })
    const error = await errorOf(404, body, statusText)
    expect(isTurnedOff(error)).toBe(false)
    expect(failureOf(error, "asset").text).not.toContain("assetsServices")
  })

  it("says what else the server reports, and can be tried again", async () => {
    const error = await errorOf(500, JSON.stringify({ message: "Out of order" }), "Internal Server Error")
    expect(isTurnedOff(error)).toBe(false)
    expect(failureOf(error, "asset")).toMatchObject({ text: "Out of order", canRetry: true })
  })
})
