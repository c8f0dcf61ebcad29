import { ApiError, createClient, listAll, unwrap } from "medusa-storefront-bundle-client"
import { expect, inject, test } from "vitest"

const { url, tokens, drill, shippingOption } = inject("platform")
const anna = createClient({ baseUrl: url, token: () => tokens.anna })
const guest = createClient({ baseUrl: url, currency: "EUR" })

const address = {
  firstName: "Ada",
  lastName: "Lovelace",
  country: "DE",
  streetName: "Invalidenstrasse",
  streetNumber: "116",
  city: "Berlin",
  postalCode: "10115",
}

test("a guest buys, and a second click on the button buys nothing", async () => {
  const cart = unwrap(await guest.POST("/carts/items", { body: { sku: drill.sku, quantity: 1 } }))
  const params = { path: { cartId: cart.id } }
  const addresses = { billingAddress: address, sameAsBillingAddress: true, email: "ada@example.com" }
  unwrap(await guest.POST("/checkout/{cartId}/addresses", { params, body: addresses }))
  unwrap(
    await guest.POST("/checkout/{cartId}/shipping-method", {
      params,
      body: { shippingOptionId: shippingOption },
    }),
  )
  unwrap(
    await guest.POST("/checkout/{cartId}/payment", { params, body: { providerId: "pp_system_default" } }),
  )
  const [first, second] = await Promise.all([
    guest.POST("/checkout/{cartId}/place-order", { params, body: {} }),
    guest.POST("/checkout/{cartId}/place-order", { params, body: {} }),
  ])
  expect(unwrap(second).order.id).toBe(unwrap(first).order.id)
})

test("a replayed key has the first response", async () => {
  const params = { header: { "idempotency-key": crypto.randomUUID() } }
  const body = { sku: drill.sku, quantity: 1 }
  const first = await guest.POST("/carts/items", { params, body })
  const second = await guest.POST("/carts/items", { params, body })
  expect(second.response.headers.get("idempotency-replayed")).toBe("true")
  expect(unwrap(second)).toEqual(unwrap(first))
})

test("a customer reads all orders, page by page", async () => {
  const orders = await listAll(async (page) => unwrap(await anna.GET("/orders", { params: { query: page } })))
  expect(orders.total).toBeGreaterThan(0)
  expect(orders.data).toHaveLength(orders.total)
  expect(new Set(orders.data.map(({ id }) => id)).size).toBe(orders.total)
})

test("a refused token is refreshed", async () => {
  const token = ({ refresh }: { refresh: boolean }) => (refresh ? tokens.anna : `${tokens.anna}x`)
  const client = createClient({ baseUrl: url, token })
  expect(unwrap(await client.GET("/orders", { params: { query: { limit: 1 } } })).data).toHaveLength(1)
})

test("errors have the codes that the document names", async () => {
  const reading = guest.GET("/carts/{id}", { params: { path: { id: "cart_1" } } }).then(unwrap)
  await expect(reading).rejects.toMatchObject({ status: 404, code: "not_found" })
  const adding = guest.POST("/carts/items", { body: { sku: "NO-SUCH-SKU", quantity: 1 } }).then(unwrap)
  const error: unknown = await adding.catch((error: unknown) => error)
  expect(error).toBeInstanceOf(ApiError)
  expect(error).toMatchObject({ status: 400, code: "sku_unknown", requestId: expect.any(String) })
})

test.each(["a/b", "..", "20%OFF", "€"])("the code %s stays a code", async (code) => {
  const cart = unwrap(await guest.POST("/carts/items", { body: { sku: drill.sku, quantity: 1 } }))
  const removing = guest
    .DELETE("/carts/{cartId}/promotions/{code}", { params: { path: { cartId: cart.id, code } } })
    .then(unwrap)
  await expect(removing).rejects.toMatchObject({ status: 404, code: "not_found" })
})
