import { Carts, Products, Resources } from "@o2s/framework/modules"
import { Config } from "medusa-storefront-bundle-o2s/integration"
import { firstValueFrom } from "rxjs"
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest"

import { methodsOf, type O2S, startO2S } from "./app"

const platform = inject("platform")
const { anna, ben, newcomer } = platform.tokens
const { drill } = platform

const address = {
  firstName: "Ada",
  lastName: "Lovelace",
  country: "DE",
  region: "Berlin",
  streetName: "Invalidenstrasse",
  streetNumber: "116",
  city: "Berlin",
  postalCode: "10115",
}
const urls = { returnUrl: "https://shop.example/paid", cancelUrl: "https://shop.example/cart" }

let o2s: O2S

beforeAll(async () => {
  o2s = await startO2S({
    STOREFRONT_API_URL: platform.url,
    SSO_ISSUER: platform.issuer,
    SSO_AUDIENCE: platform.audience,
  })
})

afterAll(() => o2s.close())

async function ok(
  method: string,
  path: string,
  token?: string,
  body?: unknown,
  status = method === "POST" ? 201 : 200,
) {
  const called = await o2s.call(method, path, { token, body })
  expect(called).toMatchObject({ status })
  return called.body
}

async function newCart(token?: string) {
  return ok("POST", "/carts/items", token, { sku: drill.sku, quantity: 2, currency: "EUR" })
}

describe.each([
  ["a guest", undefined],
  ["a customer", newcomer],
])("as %s", (_, token) => {
  test("products: list, details, related", async () => {
    const list = await ok("GET", "/products?limit=3&sort=price_ASC&type=PHYSICAL", token)
    expect(list.data).toHaveLength(3)
    const product = await ok("GET", `/products/${drill.handle}?basePath=/shop`, token)
    expect(product.id).toBe(drill.id)
    await ok("GET", `/products/${drill.id}/variants/${product.variantId}/related-products`, token)
  })

  test("carts: create, change, lines, promotion, delete", async () => {
    const created = await ok("POST", "/carts", token, {
      currency: "EUR",
      regionId: platform.region,
      name: "Home",
    })
    const changed = await ok("PATCH", `/carts/${created.id}`, token, {
      email: "ada@example.com",
      notes: "Ring",
    })
    expect(changed).toMatchObject({ id: created.id, email: "ada@example.com", notes: "Ring" })
    const line = { cartId: created.id, sku: drill.sku, quantity: 1, currency: "EUR" }
    const added = await ok("POST", "/carts/items", token, line)
    const [item] = added.items.data
    const more = await ok("PATCH", `/carts/${created.id}/items/${item.id}`, token, { quantity: 3 })
    expect(more.items.data[0].quantity).toBe(3)
    const reduced = await ok("POST", `/carts/${created.id}/promotions`, token, { code: "SAVE10" })
    expect(reduced.promotions).toMatchObject([{ code: "SAVE10" }])
    const full = await ok("DELETE", `/carts/${created.id}/promotions/SAVE10`, token)
    expect(full.total.value).toBeGreaterThan(reduced.total.value)
    expect((await ok("DELETE", `/carts/${created.id}/items/${item.id}`, token)).items.total).toBe(0)
    expect((await ok("GET", `/carts/${created.id}`, token)).id).toBe(created.id)
    await ok("DELETE", `/carts/${created.id}`, token)
    expect(await o2s.call("GET", `/carts/${created.id}`, { token })).toMatchObject({ status: 404 })
  })

  test("payments: providers and sessions", async () => {
    const providers = await ok("GET", `/payments/providers?regionId=${platform.region}`, token)
    expect(providers.data.map(({ id }: { id: string }) => id)).toContain("pp_system_default")
    const cart = await newCart(token)
    const body = { cartId: cart.id, providerId: "pp_system_default", ...urls }
    const session = await ok("POST", "/payments/sessions", token, body)
    expect(await ok("GET", `/payments/sessions/${session.id}`, token)).toMatchObject({
      id: session.id,
      cartId: cart.id,
    })
    await ok("PATCH", `/payments/sessions/${session.id}`, token, { returnUrl: "https://shop.example/done" })
    await ok("DELETE", `/payments/sessions/${session.id}`, token)
  })

  test("checkout: in one call", async () => {
    const { id } = await newCart(token)
    const body = {
      ...urls,
      billingAddress: address,
      shippingAddress: address,
      email: "ada@example.com",
      shippingMethodId: platform.shippingOption,
      paymentProviderId: "pp_system_default",
    }
    const placed = await ok("POST", `/checkout/${id}/complete`, token, body)
    expect(placed.order.items.total).toBe(1)
  })

  test("resources: featured services, which is no id", async () => {
    expect((await ok("GET", "/resources/services/featured", token)).data).not.toHaveLength(0)
  })
})

// A customer does the same in frontend.test.ts.
test("as a guest: checkout, step by step", async () => {
  const { id } = await newCart()
  await ok("POST", `/checkout/${id}/addresses`, undefined, {
    billingAddress: address,
    email: "ada@example.com",
  })
  await ok("POST", `/checkout/${id}/addresses`, undefined, { sameAsBillingAddress: true })
  const options = await ok("GET", `/checkout/${id}/shipping-options`)
  expect(options.data.map((option: { id: string }) => option.id)).toContain(platform.shippingOption)
  await ok("POST", `/checkout/${id}/shipping-method`, undefined, {
    shippingOptionId: platform.shippingOption,
  })
  await ok("POST", `/checkout/${id}/payment`, undefined, { providerId: "pp_system_default", ...urls })
  const summary = await ok("GET", `/checkout/${id}/summary`)
  expect(summary.shippingAddress).toMatchObject({ city: "Berlin" })
  const placed = await ok("POST", `/checkout/${id}/place-order`, undefined, { email: "ada@example.com" })
  expect((await ok("GET", `/orders/${placed.order.id}`)).total).toEqual(summary.totals.total)
})

describe("as a customer", () => {
  test("orders", async () => {
    const list = await ok("GET", "/orders?limit=2&sort=subtotal_DESC", anna)
    expect(list.data).toHaveLength(2)
    expect(await ok("GET", `/orders/${list.data[0].id}`, anna)).toMatchObject({ id: list.data[0].id })
  })

  test("carts: current one and all", async () => {
    const cart = await newCart(newcomer)
    expect((await ok("GET", "/carts/current", newcomer)).id).toBe(cart.id)
    expect((await ok("GET", "/carts?limit=1", newcomer)).data).toHaveLength(1)
  })

  test("addresses", async () => {
    const created = await ok("POST", "/customers/addresses", newcomer, { label: "Office", address })
    const path = `/customers/addresses/${created.id}`
    expect(await ok("PATCH", path, newcomer, { label: "Lab" })).toMatchObject({ label: "Lab" })
    expect((await ok("GET", path, newcomer)).address).toMatchObject({ city: "Berlin" })
    expect((await ok("POST", `${path}/default`, newcomer)).isDefault).toBe(true)
    const list = await ok("GET", "/customers/addresses", newcomer)
    expect(list.data).toHaveLength(list.total)
    await ok("DELETE", path, newcomer)
  })

  test("assets and services", async () => {
    const assets = await ok("GET", "/resources/assets?limit=5", anna)
    const asset = `/resources/assets/${assets.data[0].id}`
    expect((await ok("GET", asset, anna)).__typename).toBe("Asset")
    await ok("GET", `${asset}/compatible-services`, anna)
    const services = await ok("GET", "/resources/services?limit=5", anna)
    expect((await ok("GET", `/resources/services/${services.data[0].id}`, anna)).__typename).toBe("Service")
  })

  test("a service is bought", async () => {
    await ok("POST", "/customers/addresses", newcomer, { address, isDefault: true })
    await ok("POST", `/resources/${platform.service.id}/purchase`, newcomer)
    const services = await ok("GET", "/resources/services", newcomer)
    expect(services).toMatchObject({ total: 1, data: [{ product: { id: platform.service.id } }] })
  })
})

describe("refusals", () => {
  test.each([
    "/orders",
    "/carts",
    "/carts/current",
    "/customers/addresses",
    "/resources/assets",
    "/resources/services",
  ])("a guest is not let into %s", async (path) => {
    expect(await o2s.call("GET", path)).toMatchObject({ status: 401 })
  })

  test("another customer's things are not shown", async () => {
    const order = (await ok("GET", "/orders?limit=1", anna)).data[0].id
    const cart = (await newCart(newcomer)).id
    const asset = (await ok("GET", "/resources/assets?limit=1", anna)).data[0].id
    expect(await o2s.call("GET", `/orders/${order}`, { token: ben })).toMatchObject({ status: 403 })
    expect(await o2s.call("GET", `/checkout/${cart}/summary`, { token: ben })).toMatchObject({ status: 403 })
    for (const path of [`/resources/assets/${asset}`, `/resources/assets/${asset}/compatible-services`]) {
      expect(await o2s.call("GET", path, { token: ben })).toMatchObject({
        status: 404,
        body: { code: "not_found" },
      })
    }
  })

  test("an error is the API's own", async () => {
    const body = { sku: "NO-SUCH-SKU", quantity: 1, currency: "EUR" }
    const refused = await o2s.call("POST", "/carts/items", { body })
    expect(refused).toMatchObject({
      status: 400,
      body: { statusCode: 400, error: "Bad Request", code: "sku_unknown" },
    })
  })
})

describe("methods without a route", () => {
  const authorization = `Bearer ${newcomer}`

  test("carts: addresses, delivery, payment and readiness", async () => {
    const carts = o2s.get(Carts.Service, { strict: false })
    const saved = await ok("POST", "/customers/addresses", newcomer, {
      address: { ...address, city: "Potsdam" },
    })
    const { id } = await newCart(newcomer)
    expect((await firstValueFrom(carts.prepareCheckout({ cartId: id }, authorization))).id).toBe(id)
    const billed = await firstValueFrom(
      carts.updateCartAddresses({ cartId: id }, { billingAddress: address }, authorization),
    )
    expect(billed.billingAddress).toMatchObject({ city: "Berlin" })
    const option = { shippingOptionId: platform.shippingOption }
    expect(
      (await firstValueFrom(carts.addShippingMethod({ cartId: id }, option, authorization))).shippingMethod,
    ).toBeDefined()
    const changes = {
      shippingAddressId: saved.id,
      shippingMethodId: platform.shippingOption,
      paymentMethodId: "pp_system_default",
    }
    const cart = await firstValueFrom(carts.updateCart({ id }, changes, authorization))
    expect(cart.shippingAddress).toMatchObject({ city: "Potsdam" })
    expect(cart.paymentMethod).toMatchObject({ id: "pp_system_default" })
    const empty = await ok("POST", "/carts", newcomer, { currency: "EUR" })
    const preparing = firstValueFrom(carts.prepareCheckout({ cartId: empty.id }, authorization))
    await expect(preparing).rejects.toMatchObject({ status: 409, response: { code: "cart_empty" } })
  })

  test("products: related ones of the first variant", async () => {
    const products = o2s.get(Products.Service, { strict: false })
    const related = products.getRelatedProductList({ id: drill.id, type: "SPARE_PART", limit: 1 })
    expect((await firstValueFrom(related)).data.length).toBeLessThanOrEqual(1)
  })

  test("resources: a service is bought", async () => {
    const resources = o2s.get(Resources.Service, { strict: false })
    const buying = resources.purchaseOrActivateService({ id: platform.service.id }, authorization)
    expect(await firstValueFrom(buying)).toBeUndefined()
  })
})

test("the guards let in who may come in", async () => {
  expect(await o2s.call("GET", "/blocks/orders")).toMatchObject({ status: 401 })
  expect(await o2s.call("GET", "/blocks/orders", { token: `${anna}x` })).toMatchObject({ status: 401 })
  expect(await o2s.call("GET", "/blocks/orders", { token: anna })).toEqual({
    status: 200,
    body: { view: true, cancel: false },
  })
  expect(await o2s.call("GET", "/blocks/users", { token: anna })).toMatchObject({ status: 401 })
  expect(await o2s.call("GET", "/blocks/payments", { token: anna })).toMatchObject({ status: 403 })
  // Pages ask for the roles on routes that need none.
  const opened = await o2s.call("GET", "/blocks/open", { token: anna })
  expect(opened.body).toEqual({ roles: ["selfservice_org_user"], id: expect.any(String) })
  expect(await o2s.call("GET", "/blocks/open", { token: `${anna}x` })).toEqual({
    status: 200,
    body: { roles: [] },
  })
})

test("each method of the framework's services was called", () => {
  const { auth: _, ...shop } = Config
  const all = Object.entries(shop).flatMap(([module, { service }]) =>
    methodsOf(service).map((name) => `${module}.${name}`),
  )
  expect(all.filter((name) => !o2s.called().has(name))).toEqual([])
})
