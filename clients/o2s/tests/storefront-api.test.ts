import { ConfigService } from "@nestjs/config"
import { firstValueFrom } from "rxjs"
import { expect, test } from "vitest"

import { OK, type Scripted, serve } from "../../typescript/tests/server.js"
import { CartsService } from "../src/modules/carts/carts.service"
import { CustomersService } from "../src/modules/customers/customers.service"
import { OrdersService } from "../src/modules/orders/orders.service"
import { ResourcesService } from "../src/modules/resources/resources.service"
import { requestContext } from "../src/request-context"
import { StorefrontApi } from "../src/storefront-api"

async function connect(...script: Scripted[]) {
  const { url, received } = await serve(...script)
  return { api: new StorefrontApi(new ConfigService({ STOREFRONT_API_URL: url })), received }
}

test("the address of the API is required", () => {
  expect(() => new StorefrontApi(new ConfigService({ STOREFRONT_API_URL: "" }))).toThrow("STOREFRONT_API_URL")
})

test("the request's caller, currency and language are sent", async () => {
  const { api, received } = await connect(OK)
  const context = { authorization: "Bearer t1", currency: "PLN", locale: "pl" }
  await requestContext.run(context, () => firstValueFrom(new ResourcesService(api).getFeaturedServiceList()))
  expect(received[0]?.headers).toMatchObject({
    authorization: "Bearer t1",
    "x-currency": "PLN",
    "x-locale": "pl",
  })
})

test("what the framework hands over has precedence", async () => {
  const { api, received } = await connect(OK)
  const reading = requestContext.run({ authorization: "Bearer t1", locale: "pl" }, () =>
    new OrdersService(api).getOrderList({ locale: "de" }, "Bearer t2"),
  )
  // Subscribed to outside of the request's context.
  await firstValueFrom(reading)
  expect(received[0]?.headers).toMatchObject({ authorization: "Bearer t2", "x-locale": "de" })
})

test("outside of a request, a caller is a guest", async () => {
  const { api, received } = await connect(OK)
  await firstValueFrom(new ResourcesService(api).getFeaturedServiceList())
  expect(received[0]?.headers).not.toHaveProperty("authorization")
})

test("customers who do the same do not share a key, not even after a failure", async () => {
  const { api, received } = await connect({ status: 500, body: { message: "No" } })
  const carts = new CartsService(api)
  for (const token of ["t1", "t2"]) {
    const adding = firstValueFrom(carts.addCartItem({ sku: "DRILL", quantity: 1 }, `Bearer ${token}`))
    await expect(adding).rejects.toMatchObject({ status: 500 })
  }
  const keys = received.map(({ headers }) => headers["idempotency-key"])
  expect(keys.every((key) => key !== undefined)).toBe(true)
  expect(new Set(keys).size).toBe(2)
})

test("a write is repeated with its key", async () => {
  const { api, received } = await connect({ status: 503, headers: { "retry-after": "0" } }, OK)
  await firstValueFrom(new CartsService(api).addCartItem({ sku: "DRILL", quantity: 1 }))
  expect(received).toHaveLength(2)
  expect(received[1]?.headers["idempotency-key"]).toBe(received[0]?.headers["idempotency-key"])
})

test("an error has the API's status and body", async () => {
  const body = { statusCode: 409, error: "Conflict", code: "out_of_stock", message: "No", details: [] }
  const { api } = await connect({ status: 409, body })
  const adding = firstValueFrom(new CartsService(api).addCartItem({ sku: "DRILL", quantity: 1 }))
  await expect(adding).rejects.toMatchObject({ status: 409, response: body })
})

test("an error of the gateway has its status in the body too", async () => {
  const { api } = await connect({ status: 401, body: { message: "Unauthorized" } })
  const reading = firstValueFrom(new OrdersService(api).getOrderList({}))
  await expect(reading).rejects.toMatchObject({
    status: 401,
    response: { statusCode: 401, message: "Unauthorized" },
  })
})

test("an id that is missing is a wrong request, not our fault", async () => {
  const { api, received } = await connect(OK)
  for (const id of ["", undefined as never]) {
    const reading = firstValueFrom(new OrdersService(api).getOrder({ id }))
    await expect(reading).rejects.toMatchObject({ status: 400, response: { code: "invalid_request" } })
  }
  expect(received).toHaveLength(0)
})

test("all addresses are read, from as many pages as there are", async () => {
  const page = (length: number): Scripted => ({
    status: 200,
    body: { data: Array(length).fill({}), total: 230 },
  })
  const { api, received } = await connect(page(100), page(100), page(30))
  const { data } = await firstValueFrom(new CustomersService(api).getAddresses("Bearer t1"))
  expect(data).toHaveLength(230)
  expect(received.map(({ path }) => path)).toEqual([
    "/customers/addresses?limit=100&offset=0",
    "/customers/addresses?limit=100&offset=100",
    "/customers/addresses?limit=30&offset=200",
  ])
})

test("a list without a limit has the API's", async () => {
  const { api, received } = await connect(OK)
  await firstValueFrom(new OrdersService(api).getOrderList({}, "Bearer t1"))
  expect(received[0]?.path).toBe("/orders?offset=0")
})

test("a block's query: its own id, cleared and repeated filters", async () => {
  const { api, received } = await connect(OK)
  const query = {
    id: "order-list-1",
    status: ["PENDING", "SHIPPED"],
    dateFrom: "",
    sort: "",
    limit: "5",
    offset: "10",
  }
  await firstValueFrom(new OrdersService(api).getOrderList(query as never, "Bearer t1"))
  expect(received[0]?.path).toBe("/orders?status=PENDING&status=SHIPPED&limit=5&offset=10")
  await firstValueFrom(new OrdersService(api).getOrderList({ id: "order_1" }, "Bearer t1"))
  expect(received[1]?.path).toBe("/orders?id=order_1&offset=0")
})
