import { createClient, type TokenSource } from "medusa-storefront-bundle-client"
import { expect, test, vi } from "vitest"

import { CART, failed, OK, type Received, serve } from "./server.js"

const sent = (received: Received[]) => received.map(({ headers }) => headers.authorization)

test("a customer's token is sent", async () => {
  const { url, received } = await serve(OK)
  await createClient({ baseUrl: url, token: async () => "t1" }).GET("/orders")
  expect(sent(received)).toEqual(["Bearer t1"])
})

test.each([undefined, null, ""])("a guest sends no header (%j)", async (token) => {
  const { url, received } = await serve(OK)
  await createClient({ baseUrl: url, token: () => token }).GET("/products")
  expect(sent(received)).toEqual([undefined])
})

test("a refused token is refreshed once, and the request is complete", async () => {
  const { url, received } = await serve(failed(401), CART)
  const token = vi.fn<TokenSource>(({ refresh }) => (refresh ? "t2" : "t1"))
  const body = { sku: "DRILL", quantity: 1 }
  const { data } = await createClient({ baseUrl: url, token }).POST("/carts/items", { body })
  expect(data?.id).toBe("cart_1")
  expect(sent(received)).toEqual(["Bearer t1", "Bearer t2"])
  expect(received[1]?.body).toBe(JSON.stringify(body))
  expect(received[1]?.headers["idempotency-key"]).toBe(received[0]?.headers["idempotency-key"])
})

test("a new token that is refused too is an error", async () => {
  const { url, received } = await serve(failed(401))
  const { response } = await createClient({
    baseUrl: url,
    token: ({ refresh }) => (refresh ? "t2" : "t1"),
  }).GET("/orders")
  expect(response.status).toBe(401)
  expect(received).toHaveLength(2)
})

test.each([undefined, "t1"])("without a new token nothing is repeated (%j)", async (again) => {
  const { url, received } = await serve(failed(401))
  const token: TokenSource = ({ refresh }) => (refresh ? again : "t1")
  const { error } = await createClient({ baseUrl: url, token }).GET("/orders")
  expect(error?.message).toBe("It failed")
  expect(received).toHaveLength(1)
})

test("a guest's 401 refreshes nothing", async () => {
  const { url } = await serve(failed(401))
  const token = vi.fn<TokenSource>(() => undefined)
  await createClient({ baseUrl: url, token }).GET("/orders")
  expect(token).toHaveBeenCalledExactlyOnceWith({ refresh: false })
})

test("requests in parallel share one refresh", async () => {
  const { url, received } = await serve(failed(401), failed(401), failed(401), OK)
  let current = "t1"
  const refreshed = vi.fn(async () => {
    await new Promise((resolve) => setTimeout(resolve, 50))
    current = "t2"
    return current
  })
  const client = createClient({ baseUrl: url, token: ({ refresh }) => (refresh ? refreshed() : current) })
  await Promise.all([client.GET("/orders"), client.GET("/orders"), client.GET("/orders")])
  expect(refreshed).toHaveBeenCalledOnce()
  expect(sent(received).slice(3)).toEqual(["Bearer t2", "Bearer t2", "Bearer t2"])
})

test("a token that another request has refreshed is used", async () => {
  const { url, received } = await serve(failed(401), OK)
  const tokens = ["t1", "t2"]
  const token = vi.fn<TokenSource>(() => tokens.shift())
  await createClient({ baseUrl: url, token }).GET("/orders")
  expect(sent(received)).toEqual(["Bearer t1", "Bearer t2"])
  expect(token).not.toHaveBeenCalledWith({ refresh: true })
})
