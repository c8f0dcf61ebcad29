import { readFileSync } from "node:fs"

import { createClient } from "medusa-storefront-bundle-client"
import { expect, test } from "vitest"

import { CART, failed, type Received, serve } from "./server.js"

const retry = { delay: 1 }
const item = { sku: "DRILL", quantity: 1 }
const keys = (received: Received[]) => received.map(({ headers }) => headers["idempotency-key"])

test("an action has one key, its retries included", async () => {
  const { url, received } = await serve(failed(503), failed(502), CART)
  await createClient({ baseUrl: url, retry }).POST("/carts/items", { body: item })
  const [first, ...others] = keys(received)
  expect(first).toMatch(/^[^\s]{8,255}$/)
  expect(others).toEqual([first, first])
})

test("the next action has another, though it is the same", async () => {
  const { url, received } = await serve(CART)
  const client = createClient({ baseUrl: url, retry })
  await client.POST("/carts/items", { body: item })
  await client.POST("/carts/items", { body: item })
  expect(new Set(keys(received)).size).toBe(2)
})

test.each([500, 502, 503, 504, 429])(
  "an action that ended with %i keeps its key for a second try",
  async (status) => {
    const { url, received } = await serve(failed(status), CART)
    const client = createClient({ baseUrl: url, retry: { retries: 0 } })
    await client.POST("/carts/items", { body: item })
    await client.POST("/carts/items", { body: item })
    await client.POST("/carts/items", { body: item })
    const [first, second, third] = keys(received)
    expect(second).toBe(first)
    expect(third).not.toBe(first)
  },
)

test("so does an action whose connection was lost", async () => {
  const { url, received } = await serve({ status: 0, lost: true }, CART)
  const client = createClient({ baseUrl: url, retry: { retries: 0 } })
  await expect(client.POST("/carts/items", { body: item })).rejects.toThrow()
  await client.POST("/carts/items", { body: item })
  expect(new Set(keys(received)).size).toBe(1)
})

test.each([400, 403, 409, 422])("an action that was refused with %i does not", async (status) => {
  const { url, received } = await serve(failed(status), CART)
  const client = createClient({ baseUrl: url })
  await client.POST("/carts/items", { body: item })
  await client.POST("/carts/items", { body: item })
  expect(new Set(keys(received)).size).toBe(2)
})

test("another body, currency or path is another action", async () => {
  const { url, received } = await serve(failed(504))
  const client = createClient({ baseUrl: url, retry: { retries: 0 } })
  await client.POST("/carts/items", { body: item })
  await client.POST("/carts/items", { body: { ...item, quantity: 2 } })
  await client.POST("/carts/items", { body: item, params: { header: { "x-currency": "USD" } } })
  await client.PATCH("/carts/{id}", { params: { path: { id: "cart_1" } }, body: { name: "Home" } })
  await client.PATCH("/carts/{id}", { params: { path: { id: "cart_2" } }, body: { name: "Home" } })
  expect(new Set(keys(received)).size).toBe(5)
})

test("the caller's own key is sent", async () => {
  const { url, received } = await serve(CART)
  const header = { "idempotency-key": "checkout-42" }
  await createClient({ baseUrl: url }).POST("/carts/items", { body: item, params: { header } })
  expect(keys(received)).toEqual(["checkout-42"])
})

test("reading and deleting have none", async () => {
  const { url, received } = await serve({ status: 204 })
  const client = createClient({ baseUrl: url })
  await client.GET("/products")
  await client.DELETE("/carts/{id}", { params: { path: { id: "cart_1" } } })
  expect(keys(received)).toEqual([undefined, undefined])
})

test("the document lets each POST and PATCH have a key, and nothing else", () => {
  const document = JSON.parse(readFileSync(new URL("../../../docs/openapi.json", import.meta.url), "utf8"))
  for (const [path, operations] of Object.entries<Record<string, { parameters?: { name: string }[] }>>(
    document.paths,
  )) {
    for (const [method, { parameters = [] }] of Object.entries(operations)) {
      const takesKey = parameters.some(({ name }) => name === "idempotency-key")
      expect([path, method, takesKey]).toEqual([path, method, method === "post" || method === "patch"])
    }
  }
})
