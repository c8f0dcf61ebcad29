// What O2S's own pages and blocks do, request by request.
import { Orders, Products, Resources } from "@o2s/framework/modules"
import { firstValueFrom, type Observable } from "rxjs"
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest"

import { type O2S, startO2S } from "./app"

const platform = inject("platform")
const { anna, shopper } = platform.tokens
const { drill } = platform
const authorization = `Bearer ${anna}`

const billingAddress = {
  companyName: "Analytical GmbH",
  taxId: "DE123456789",
  firstName: "Ada",
  lastName: "Lovelace",
  country: "DE",
  region: "Berlin",
  streetName: "Invalidenstrasse",
  streetNumber: "116",
  city: "Berlin",
  postalCode: "10115",
}

let o2s: O2S
let orders: Orders.Service
let products: Products.Service
let resources: Resources.Service

beforeAll(async () => {
  o2s = await startO2S({
    STOREFRONT_API_URL: platform.url,
    SSO_ISSUER: platform.issuer,
    SSO_AUDIENCE: platform.audience,
  })
  orders = o2s.get(Orders.Service, { strict: false })
  products = o2s.get(Products.Service, { strict: false })
  resources = o2s.get(Resources.Service, { strict: false })
})

afterAll(() => o2s.close())

/** Call a service as a block does: with what its query has, whatever the types say. */
function block<Query, T>(
  method: (query: Query, authorization: string) => Observable<T>,
  query: unknown,
): Promise<T> {
  return firstValueFrom(method(query as Query, authorization))
}

async function send(method: string, path: string, token: string | undefined, body?: unknown) {
  const called = await o2s.call(method, path, { token, body })
  expect(called.status, JSON.stringify(called.body)).toBeLessThan(300)
  return called.body
}

/** The steps company data, delivery, payment and summary; returns the order's id. */
async function checkOut(cart: string, token: string | undefined): Promise<string> {
  await send("GET", `/carts/${cart}`, token)
  await send("POST", `/checkout/${cart}/addresses`, token, {
    billingAddress,
    notes: "Ring",
    email: "ada@example.com",
  })
  await send("GET", `/carts/${cart}`, token)
  await send("GET", `/checkout/${cart}/shipping-options`, token)
  const delivered = await send("POST", `/checkout/${cart}/addresses`, token, { sameAsBillingAddress: true })
  expect(delivered.shippingAddress).toMatchObject({ city: "Berlin", companyName: "Analytical GmbH" })
  expect(delivered.metadata).toMatchObject({ sameAsBillingAddress: true })
  const { data } = await send("GET", `/checkout/${cart}/shipping-options`, token)
  await send("POST", `/checkout/${cart}/shipping-method`, token, { shippingOptionId: data[0].id })
  const { regionId } = await send("GET", `/carts/${cart}`, token)
  const providers = await send("GET", `/payments/providers?regionId=${regionId}`, token)
  expect(providers.total).toBeGreaterThan(0)
  const payment = {
    providerId: "pp_system_default",
    returnUrl: "https://shop.example/confirmation",
    cancelUrl: "https://shop.example/payment",
  }
  await send("POST", `/checkout/${cart}/payment`, token, payment)
  const summary = await send("GET", `/checkout/${cart}/summary`, token)
  expect(summary).toMatchObject({
    notes: "Ring",
    email: "ada@example.com",
    billingAddress: { city: "Berlin" },
  })
  const { order } = await send("POST", `/checkout/${cart}/place-order`, token, { email: "ada@example.com" })
  expect(order.total).toEqual(summary.totals.total)
  return order.id
}

const line = { sku: drill.sku, quantity: 1, currency: "EUR" }

test("a guest buys: list, cart, four steps, confirmation", async () => {
  const list = await send(
    "GET",
    "/products?limit=12&offset=0&type=PHYSICAL&basePath=/products&sort=&category=",
    undefined,
  )
  const { sku, variantId } = list.data[0]
  const { id } = await send("POST", "/carts/items", undefined, {
    sku,
    variantId,
    quantity: 1,
    currency: "EUR",
  })
  const order = await checkOut(id, undefined)
  expect(await send("GET", `/orders/${order}`, undefined)).toMatchObject({
    id: order,
    email: "ada@example.com",
  })
})

test("a customer buys, and finds the order in the list", async () => {
  const { id } = await send("POST", "/carts/items", shopper, line)
  const order = await checkOut(id, shopper)
  const list = await send("GET", "/orders?limit=5&sort=createdAt_DESC", shopper)
  expect(list.data[0].id).toBe(order)
})

test("a guest signs in during the checkout, and the cart goes on", async () => {
  const { id } = await send("POST", "/carts/items", undefined, line)
  await send("POST", `/checkout/${id}/addresses`, undefined, { billingAddress, email: "ada@example.com" })
  expect((await send("GET", `/carts/${id}`, shopper)).billingAddress).toMatchObject({ city: "Berlin" })
  const order = await checkOut(id, shopper)
  expect(await send("GET", `/orders/${order}`, shopper)).toMatchObject({ id: order })
})

describe("what O2S's default content asks for", () => {
  const sorts = ["id", "createdAt", "updatedAt", "subtotal"].flatMap((field) => [
    `${field}_ASC`,
    `${field}_DESC`,
  ])

  test.each(sorts)("orders by %s, with the block's id and cleared filters", async (sort) => {
    const query = {
      id: "order-list-1",
      sort,
      status: "",
      dateFrom: "",
      dateTo: "",
      limit: "3",
      offset: "0",
      locale: "en",
    }
    const list = await block(orders.getOrderList.bind(orders), query)
    expect(list.data).toHaveLength(3)
    const [field = "", direction] = sort.split("_")
    const values = list.data.map((order) =>
      field === "subtotal" ? order.subtotal?.value : Reflect.get(order, field),
    )
    const sorted = values.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))
    expect(values).toEqual(direction === "ASC" ? sorted : sorted.reverse())
  })

  test.each(["PROCESSING", "DELIVERED", "RETURNED", "TRAINING_REQUEST"])(
    "orders that are %s: none",
    async (status) => {
      expect(await block(orders.getOrderList.bind(orders), { status, limit: 10 })).toEqual({
        data: [],
        total: 0,
      })
    },
  )

  test("1000 orders of a year", async () => {
    const year = { dateFrom: "2020-01-01T00:00:00.000Z", dateTo: "2040-01-01T00:00:00.000Z", limit: 1000 }
    const list = await block(orders.getOrderList.bind(orders), year)
    expect(list.data).toHaveLength(list.total)
  })

  test("the lines of an order, sorted, page by page", async () => {
    const { data } = await block(orders.getOrderList.bind(orders), { limit: 20 })
    const id = data.toSorted((a, b) => b.items.total - a.items.total)[0]?.id
    const all = await block(orders.getOrder.bind(orders), { id })
    const first = await block(orders.getOrder.bind(orders), {
      id,
      limit: "1",
      offset: "0",
      sort: "name_DESC",
    })
    expect(first?.items.total).toBe(all?.items.total)
    const names = all?.items.data.map(({ product }) => product.name).sort()
    expect(first?.items.data.map(({ product }) => product.name)).toEqual([names?.at(-1)])
  })

  test.each(["name_ASC", "name_DESC", "price_ASC", "price_DESC"])("products by %s", async (sort) => {
    const query = {
      id: "product-list-1",
      sort,
      type: "PHYSICAL",
      category: ["power-tools", "hand-tools"],
      limit: 12,
    }
    const { data } = await block(products.getProductList.bind(products), query)
    const values = data.map(({ name, price }) => (sort.startsWith("name") ? name : price.value))
    const sorted = values.toSorted((a, b) =>
      typeof a === "number" && typeof b === "number" ? a - b : `${a}`.localeCompare(`${b}`, "en"),
    )
    expect(values).toEqual(sort.endsWith("ASC") ? sorted : sorted.reverse())
    expect(data.length).toBeGreaterThan(5)
  })

  test("a category that the shop does not have: no products", async () => {
    const query = { category: ["SOFTWARE", "Pants"], limit: 12 }
    expect(await block(products.getProductList.bind(products), query)).toEqual({ data: [], total: 0 })
  })

  test.each(["id_ASC", "id_DESC", "name_ASC", "name_DESC"])(
    "services by %s, of either type",
    async (sort) => {
      const query = {
        id: "service-list-1",
        sort,
        type: ["PHYSICAL", "VIRTUAL"],
        category: "",
        status: "",
        limit: "6",
      }
      const { data, total } = await block(resources.getServiceList.bind(resources), query)
      expect(total).toBeGreaterThan(0)
      const values = data.map((service) => (sort.startsWith("name") ? service.product.name : service.id))
      expect(values).toEqual(sort.endsWith("ASC") ? values.toSorted() : values.toSorted().reverse())
    },
  )

  test("options as the CMS names and orders them", async () => {
    const plain = await block(products.getProduct.bind(products), { id: drill.handle })
    const titles = plain.optionGroups?.map(({ title }) => title) ?? []
    expect(titles).toEqual(expect.arrayContaining(["Voltage", "Color"]))
    const variantOptionGroups = [
      { medusaTitle: "Color", label: "Farbe" },
      { medusaTitle: "Voltage", label: "Spannung" },
    ]
    const named = await block(products.getProduct.bind(products), { id: drill.handle, variantOptionGroups })
    expect(named.optionGroups?.map(({ title }) => title).slice(0, 2)).toEqual(["Farbe", "Spannung"])
  })

  test("a variant that is gone: the product's first one", async () => {
    const product = await block(products.getProduct.bind(products), { id: drill.handle, variantId: "gone" })
    expect(product.id).toBe(drill.id)
  })
})

test("prices are in the currency of the request", async () => {
  const priced = await o2s.call("GET", `/products/${drill.handle}`, { headers: { "x-currency": "USD" } })
  expect(priced.body.price.currency).toBe("USD")
})
