import { createClient } from "medusa-storefront-bundle-client"
import { expect, test, vi } from "vitest"

import { CART, failed, OK, type Scripted, serve } from "./server.js"

const retry = { delay: 1 }
const item = { sku: "DRILL", quantity: 1 }

test.each([429, 502, 503, 504])("a request that failed with %i is repeated", async (status) => {
  const { url, received } = await serve(failed(status), failed(status), failed(status), OK)
  const { data } = await createClient({ baseUrl: url, retry }).GET("/products")
  expect(data?.total).toBe(0)
  expect(received).toHaveLength(4)
})

test("a fourth failure is returned", async () => {
  const { url, received } = await serve(failed(503))
  const { error, response } = await createClient({ baseUrl: url, retry }).GET("/products")
  expect(response.status).toBe(503)
  expect(error?.message).toBe("It failed")
  expect(received).toHaveLength(4)
})

test.each([400, 401, 403, 404, 409, 412, 422, 500, 501])(
  "a request that failed with %i is not",
  async (status) => {
    const { url, received } = await serve(failed(status), OK)
    const { response } = await createClient({ baseUrl: url, retry }).POST("/carts/items", { body: item })
    expect(response.status).toBe(status)
    expect(received).toHaveLength(1)
  },
)

test("a conflict that names a time is waited for", async () => {
  const { url, received } = await serve(failed(409, { "retry-after": "0" }), CART)
  const { data } = await createClient({ baseUrl: url, retry }).POST("/carts/items", { body: item })
  expect(data?.id).toBe("cart_1")
  expect(received).toHaveLength(2)
})

test("a lost connection is repeated", async () => {
  const { url, received } = await serve({ status: 0, lost: true }, CART)
  const { data } = await createClient({ baseUrl: url, retry }).POST("/carts/items", { body: item })
  expect(data?.id).toBe("cart_1")
  expect(received.map(({ body }) => body)).toEqual([JSON.stringify(item), JSON.stringify(item)])
})

test("a response that never comes counts as lost", async () => {
  const slow: Scripted = { ...OK, after: 5_000 }
  const { url, received } = await serve(slow, OK)
  const client = createClient({ baseUrl: url, retry: { delay: 1, timeout: 200 } })
  expect((await client.GET("/products")).data?.total).toBe(0)
  expect(received).toHaveLength(2)
})

test("a connection that stays lost is an error", async () => {
  const { url, received } = await serve({ status: 0, lost: true })
  await expect(createClient({ baseUrl: url, retry }).GET("/products")).rejects.toThrow(TypeError)
  expect(received).toHaveLength(4)
})

test("the waits grow and are random", async () => {
  const timer = vi.spyOn(globalThis, "setTimeout")
  vi.spyOn(Math, "random").mockReturnValue(0.5)
  const fetch = vi.fn(async () => new Response("{}", { status: 503 }))
  await createClient({ baseUrl: "http://api.test", fetch, retry: { delay: 8 } }).GET("/products")
  expect(timer.mock.calls.map(([, wait]) => wait)).toEqual([6, 12, 24])
  vi.restoreAllMocks()
})

test.each([
  ["2", 2_000],
  ["Fri, 01 Jan 2027 00:00:04 GMT", 4_000],
  ["Thu, 31 Dec 2026 23:59:00 GMT", 0],
])("retry-after %s is obeyed", async (after, expected) => {
  vi.useFakeTimers({ now: new Date("2027-01-01T00:00:00Z"), toFake: ["Date"] })
  const timer = vi.spyOn(globalThis, "setTimeout").mockImplementation((done: () => void) => {
    queueMicrotask(done)
    return 0 as never
  })
  const responses = [
    new Response("{}", { status: 429, headers: { "retry-after": after } }),
    Response.json({}),
  ]
  const fetch = vi.fn(async () => responses.shift() ?? Response.error())
  await createClient({ baseUrl: "http://api.test", fetch, retry }).GET("/products")
  const waited = timer.mock.calls.map(([, wait]) => wait)
  vi.restoreAllMocks()
  vi.useRealTimers()
  expect(waited).toEqual([expected])
})

test("a wait that is too long is left to the caller", async () => {
  const { url, received } = await serve(failed(429, { "retry-after": "3600" }))
  const { response } = await createClient({ baseUrl: url, retry }).GET("/products")
  expect(response.headers.get("retry-after")).toBe("3600")
  expect(received).toHaveLength(1)
})

test("an aborted request is not repeated", async () => {
  const { url, received } = await serve(failed(503, { "retry-after": "10" }))
  const aborting = new AbortController()
  const request = createClient({ baseUrl: url }).GET("/products", { signal: aborting.signal })
  await vi.waitFor(() => expect(received).toHaveLength(1))
  setTimeout(() => aborting.abort(new Error("The page was left")), 20)
  await expect(request).rejects.toThrow("The page was left")
  expect(received).toHaveLength(1)
})
