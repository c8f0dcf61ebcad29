// A shopper in the example storefront: a page, the API and the Admin API to prepare, and what all pages must hold.

import assert from "node:assert/strict"
import { randomBytes } from "node:crypto"
import { mkdirSync, readdirSync, readFileSync, unlinkSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { after, afterEach } from "node:test"
import { fileURLToPath } from "node:url"

import { launch } from "../chromium.js"

export const { STOREFRONT_URL, API_URL, SSO_URL } = process.env
const { MEDUSA_URL, SEED_FILE, MAIL_FOLDER, SCREENSHOTS } = process.env
const PICTURES = fileURLToPath(new URL("../../../docs/images", import.meta.url))
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")

export const seed = JSON.parse(readFileSync(SEED_FILE, "utf8"))
/** A text that no other record has. */
export const unique = (prefix) => `${prefix}-${randomBytes(4).toString("hex")}`

async function request(address, method, body, headers = {}) {
  const response = await fetch(address, {
    method,
    headers: { ...(body ? { "content-type": "application/json" } : {}), ...headers },
    body: body && JSON.stringify(body),
  })
  const found = await response.json()
  assert.ok(response.ok, `${method} ${address}: ${response.status} ${JSON.stringify(found)}`)
  return found
}

/** Call the API as another guest. */
export const api = (method, path, body) => request(API_URL + path, method, body)

/** Return the name of the first product of the start page: it is sorted by ids, which chance decides. */
export const firstListed = async () => (await api("GET", "/products?limit=1")).data[0].name

/** Call the Admin API. */
export const admin = (method, path, body) =>
  request(`${MEDUSA_URL}/admin${path}`, method, body, {
    authorization: `Basic ${Buffer.from(`${seed.adminKey}:`).toString("base64")}`,
  })

export const ADDRESS = {
  firstName: "Gerda",
  lastName: "Gast",
  streetName: "Torstrasse",
  streetNumber: "1",
  postalCode: "10119",
  city: "Berlin",
  country: "DE",
}

/** Create a guest's cart that only has to be paid and ordered. */
export async function readyCart(skus, code) {
  let id
  for (const sku of [skus].flat()) {
    ;({ id } = await api("POST", "/carts/items", { sku, quantity: 1, currency: "EUR", cartId: id }))
  }
  if (code) await api("POST", `/carts/${id}/promotions`, { code })
  const addresses = { billingAddress: ADDRESS, sameAsBillingAddress: true, email: `${unique("g")}@lab.local` }
  await api("POST", `/checkout/${id}/addresses`, addresses)
  await api("POST", `/checkout/${id}/shipping-method`, { shippingOptionId: seed.shippingOptions.EUR.flat })
  return id
}

/** Place a guest's order of a cart, by invoice. */
export async function order(cartId) {
  const provider = { providerId: "pp_system_default", returnUrl: "http://localhost/ok" }
  await api("POST", `/checkout/${cartId}/payment`, provider)
  return (await api("POST", `/checkout/${cartId}/place-order`, {})).order
}

/** The link in the newest mail to this address; the demo shop's mails are files. */
export async function mailedLink(email) {
  for (let round = 0; round < 50; round++) {
    for (const name of readdirSync(MAIL_FOLDER)) {
      const file = join(MAIL_FOLDER, name)
      const mail = JSON.parse(readFileSync(file, "utf8"))
      if (mail.to === email) {
        unlinkSync(file)
        return new URL(mail.text.split(" ").at(-1))
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error(`no mail to ${email}`)
}

/** Paths in the Admin API of what the tests have created, to delete. */
export const made = []

/** Create a product with so many pieces in stock; returns it and how to change the stock. */
export async function product(title, stock) {
  const sku = unique("STORE")
  const [profile] = (await admin("GET", "/shipping-profiles?limit=1")).shipping_profiles
  const [location] = (await admin("GET", "/stock-locations?limit=1")).stock_locations
  const variant = {
    title: "One",
    sku,
    options: { Size: "One" },
    prices: [{ amount: 5, currency_code: "eur" }],
  }
  const { product: created } = await admin("POST", "/products", {
    title,
    handle: sku.toLowerCase(),
    status: "published",
    shipping_profile_id: profile.id,
    sales_channels: [{ id: seed.salesChannelId }],
    options: [{ title: "Size", values: ["One"] }],
    variants: [{ ...variant, manage_inventory: true }],
  })
  made.push(`/products/${created.id}`)
  const [item] = (await admin("GET", `/inventory-items?sku=${sku}`)).inventory_items
  const levels = `/inventory-items/${item.id}/location-levels`
  await admin("POST", levels, { location_id: location.id, stocked_quantity: stock })
  const sellOut = () => admin("POST", `${levels}/${location.id}`, { stocked_quantity: 0 })
  return { sku, handle: created.handle, sellOut }
}

const browser = await launch()
const context = await browser.newContext({
  baseURL: STOREFRONT_URL,
  viewport: { width: 1280, height: 900 },
  locale: "en-GB",
  reducedMotion: "reduce",
})
// The OpenID provider's page has its style from the internet.
await context.route(/^https:\/\/[^/]*(unpkg|jsdelivr)/, (route) =>
  route.fulfill({ contentType: "text/css", body: "" }),
)

export const page = await context.newPage()
page.setDefaultTimeout(Number(process.env.PATIENCE ?? 30_000))

/** What the browser's console reported as errors, except for what a test expects. */
const faults = []
let expected = []
/** Allow console errors with this text, as browsers report a response of 409: "status of 409". */
export const expectFault = (text) => expected.push(text)

page.on("pageerror", (error) => faults.push(String(error)))
page.on("console", (message) => {
  if (message.type() !== "error" || expected.some((text) => message.text().includes(text))) return
  faults.push(`${message.text()} at ${message.location().url}`)
})

afterEach(() => {
  const seen = faults.splice(0)
  expected = []
  assert.deepEqual(seen, [], "errors in the browser's console")
})

after(async () => {
  await browser.close() // First, as this program does not end before.
  for (const path of made) await admin("DELETE", path)
})

/** Open a page of the storefront and wait for its heading. */
export async function visit(path, heading) {
  await page.goto(path)
  await page.getByRole("heading", { name: heading, level: 1 }).waitFor()
}

/** Start as a guest with nothing in the cart, or with this cart. */
export async function asGuest(cartId) {
  if (!page.url().startsWith(STOREFRONT_URL)) await page.goto("/favicon.svg")
  await page.evaluate((id) => {
    localStorage.clear()
    sessionStorage.clear()
    if (id) localStorage.setItem("carts", JSON.stringify({ EUR: id }))
  }, cartId)
}

/** Sign in at the provider as this subject, beginning on any page of the storefront. */
export async function signInAs(subject) {
  await page.getByRole("navigation", { name: "Account" }).getByRole("link", { name: "Sign in" }).click()
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click()
  await authorize(subject)
}

/** Fill in the provider's page; if that fails, say what is on the page instead. */
export async function authorize(subject) {
  try {
    await page.locator("input[name=sub]").fill(subject)
    await page.getByRole("button", { name: "Authorize", exact: true }).click()
    await page.getByText("You are signed in.").waitFor()
  } catch (error) {
    const seen = await page.locator("body").textContent()
    throw new Error(`${error.message}\n${page.url()}\n${seen.slice(0, 1000)}`)
  }
}

/** Fill in the fields of an address. */
export async function fillAddress({
  firstName,
  lastName,
  streetName,
  streetNumber,
  postalCode,
  city,
  country,
}) {
  const fields = { "First name": firstName, "Last name": lastName, Street: streetName, Number: streetNumber }
  for (const [label, value] of Object.entries({ ...fields, "Postal code": postalCode, City: city })) {
    await page.getByLabel(label, { exact: true }).fill(value)
  }
  await page.getByLabel("Country").selectOption(country)
}

/** Look for faults of accessibility on the page, at this width and on a phone; serious ones fail. */
export async function requireAccessible() {
  const violations = await page.evaluate(async (source) => {
    if (!window.axe) new Function(source)()
    const found = await window.axe.run(document)
    return found.violations
      .filter((one) => ["serious", "critical"].includes(one.impact))
      .map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" | ")}`)
  }, AXE)
  assert.deepEqual(violations, [], page.url())
  const { width, height } = page.viewportSize()
  await page.setViewportSize({ width: 360, height: 740 })
  const wide = await page.evaluate(() => document.documentElement.scrollWidth)
  await page.setViewportSize({ width, height })
  assert.ok(wide <= 360, `${page.url()} is ${wide} px wide on a phone of 360 px`)
}

/** Take a picture for the documents, if SCREENSHOTS is 1. */
export async function picture(name) {
  if (SCREENSHOTS !== "1") return
  const before = page.viewportSize()
  await page.setViewportSize({ width: 1120, height: 760 })
  await page.mouse.move(0, 0)
  await page
    .getByRole("button", { name: "Close" })
    .click({ timeout: 500 })
    .catch(() => {})
  mkdirSync(PICTURES, { recursive: true })
  await page.screenshot({ path: join(PICTURES, `storefront-${name}.png`) })
  await page.setViewportSize(before)
}
