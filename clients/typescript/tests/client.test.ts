import {
  ApiError,
  createClient,
  type ErrorCode,
  listAll,
  type Page,
  unwrap,
} from "medusa-storefront-bundle-client"
import { expect, expectTypeOf, test, vi } from "vitest"

import { OK, serve } from "./server.js"

test.each([
  ["cart_1", "/carts/cart_1"],
  ["20%OFF", "/carts/20%25OFF"],
  ["A/B", "/carts/A%252FB"],
  ["..", "/carts/%252E%252E"],
  [".", "/carts/%252E"],
  ["a?b#c", "/carts/a%3Fb%23c"],
])("the id %s stays one segment of the path", async (id, path) => {
  const { url, received } = await serve(OK)
  await createClient({ baseUrl: `${url}/` }).GET("/carts/{id}", { params: { path: { id } } })
  expect(received[0]?.path).toBe(path)
})

test("an empty id is not the list's path", async () => {
  const { url, received } = await serve(OK)
  const client = createClient({ baseUrl: url })
  await expect(client.DELETE("/carts/{id}", { params: { path: { id: "" } } })).rejects.toThrow(RangeError)
  expect(received).toHaveLength(0)
})

test("several values are repeated parameters", async () => {
  const { url, received } = await serve(OK)
  const query = { category: ["Pants", "Shirts & Co"], limit: 5 }
  await createClient({ baseUrl: url }).GET("/products", { params: { query } })
  expect(received[0]?.path).toBe("/products?category=Pants&category=Shirts%20%26%20Co&limit=5")
})

test("a page of summaries has a type of its own", async () => {
  const { url, received } = await serve({ ...OK, body: { data: [], total: 0 } })
  const client = createClient({ baseUrl: url })
  const query = { limit: 24 }
  const whole = unwrap(await client.GET("/products", { params: { query } }))
  expectTypeOf(whole.data[0]?.variants?.length).toEqualTypeOf<number | undefined>()
  const cards = unwrap(await client.GET("/products", { params: { query: { ...query, fields: "summary" } } }))
  expectTypeOf(cards.data[0]?.lowestPrice).toEqualTypeOf<number | undefined>()
  expect(received[1]?.path).toBe("/products?limit=24&fields=summary")
})

test("currency and locale are sent, unless the request has its own", async () => {
  const { url, received } = await serve(OK)
  let currency = "EUR"
  const client = createClient({ baseUrl: url, currency: () => currency, locale: "de-DE" })
  await client.GET("/products")
  currency = "PLN"
  await client.GET("/products", { params: { header: { "x-locale": "pl-PL" } } })
  const shown = received.map(({ headers }) => [headers["x-currency"], headers["x-locale"]])
  expect(shown).toEqual([
    ["EUR", "de-DE"],
    ["PLN", "pl-PL"],
  ])
})

test("an error has its code, its details and what the operator needs", async () => {
  const details = [{ path: "items.cali_1", message: "Only 3 are left", code: "out_of_stock", available: 3 }]
  const body = { statusCode: 409, error: "Conflict", code: "out_of_stock", message: "Not like this", details }
  const { url } = await serve({ status: 409, headers: { "x-request-id": "r1" }, body })
  const client = createClient({ baseUrl: url })
  const params = { path: { cartId: "cart_1" } }
  const error = await client
    .POST("/checkout/{cartId}/place-order", { params })
    .then(unwrap)
    .catch((error: unknown) => error)
  expect(error).toBeInstanceOf(ApiError)
  expect(error).toMatchObject({
    status: 409,
    code: "out_of_stock",
    message: "Not like this",
    details,
    requestId: "r1",
  })
})

test("a page of a proxy is an error without a code", async () => {
  const fetch = async () => new Response("<html>", { status: 500, statusText: "Oh no" })
  const reading = createClient({ baseUrl: "http://api.test", fetch }).GET("/products").then(unwrap)
  await expect(reading).rejects.toMatchObject({ status: 500, code: undefined, message: "Oh no", details: [] })
})

test("the types know codes, bodies and responses", async () => {
  expectTypeOf<"out_of_stock">().toExtend<ErrorCode>()
  // @ts-expect-error: there is no such code.
  expectTypeOf<"sold_out">().toExtend<ErrorCode>()
  const client = createClient({ baseUrl: (await serve(OK)).url })
  const products = unwrap(await client.GET("/products"))
  expectTypeOf(products.data[0]?.price.value).toEqualTypeOf<number | undefined>()
  // @ts-expect-error: the quantity is missing.
  client.POST("/carts/items", { body: { sku: "DRILL" } }).catch(() => {})
  // @ts-expect-error: there is no such path.
  client.GET("/product").catch(() => {})
})

test.each([
  [0, {}, [[100, 0]]],
  [
    250,
    {},
    [
      [100, 0],
      [100, 100],
      [50, 200],
    ],
  ],
  [
    250,
    { limit: 1000, offset: 30 },
    [
      [100, 30],
      [100, 130],
      [20, 230],
    ],
  ],
  [
    250,
    { limit: 120 },
    [
      [100, 0],
      [20, 100],
    ],
  ],
  [250, { limit: 7, offset: 240 }, [[7, 240]]],
  [250, { limit: 0 }, [[0, 0]]],
])("a list of %i entries is read in pages: %o", async (total, part, expected) => {
  const read = vi.fn(async ({ limit, offset }: Page) => {
    const data = Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, at) => offset + at)
    return { data, total }
  })
  const { limit = total, offset = 0 }: Partial<Page> = part
  const list = await listAll(read, part)
  expect(read.mock.calls.map(([page]) => [page.limit, page.offset])).toEqual(expected)
  expect(list.total).toBe(total)
  expect(list.data).toEqual(Array.from({ length: Math.min(limit, total - offset) }, (_, at) => offset + at))
})

test("records that a page leaves out do not end the list", async () => {
  const read = async ({ limit, offset }: Page) => ({ data: [{ offset, limit }], total: 201 })
  expect((await listAll(read)).data).toHaveLength(3)
})
