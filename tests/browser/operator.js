// An operator at Medusa Admin: a signed-in page, the Admin API to prepare and to check, and what all pages must hold.

import assert from "node:assert/strict"
import { randomBytes } from "node:crypto"
import { mkdirSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { after, afterEach } from "node:test"
import { fileURLToPath } from "node:url"

import { launch } from "./chromium.js"

const { MEDUSA_URL, OPERATOR_EMAIL, OPERATOR_PASSWORD, SEED_FILE, SCREENSHOTS } = process.env
const { API_URL, CUSTOMER_TOKEN } = process.env
const PICTURES = fileURLToPath(new URL("../../docs/images", import.meta.url))
const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js")
// A grey square in place of the demo shop's product images, which stand on another server.
const IMAGE =
  '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><rect width="40" height="40" fill="#ddd"/></svg>'

export const seed = JSON.parse(readFileSync(SEED_FILE, "utf8"))
export const [anna, ben] = seed.customers
export const variantOf = (sku) =>
  seed.products.flatMap((product) => product.variants).find((one) => one.sku === sku)
export const productOf = (sku) =>
  seed.products.find((product) => product.variants.some((one) => one.sku === sku))

/** A text that no other record has. */
export const unique = (prefix) => `${prefix}-${randomBytes(4).toString("hex")}`

/** Call the Admin API; returns the status and the body. */
export async function call(method, path, body) {
  const response = await fetch(`${MEDUSA_URL}/admin${path}`, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(`${seed.adminKey}:`).toString("base64")}`,
      ...(body ? { "content-type": "application/json" } : {}),
    },
    body: body && JSON.stringify(body),
  })
  return { status: response.status, body: await response.json() }
}

const made = []

/** Create a record for a test; it is deleted when the file's tests have ended. */
export async function create(path, body) {
  const { status, body: response } = await call("POST", path, body)
  assert.equal(status, 200, JSON.stringify(response))
  const record = response.asset ?? response.serviceInstance
  remove(`${path}/${record.id}`)
  return record
}

/** Delete a record when the file's tests have ended. */
export const remove = (path) => made.push(path)

export const asset = (fields) =>
  create("/assets", {
    product_variant_id: variantOf("ANGLE-GRINDER-230V").id,
    serial_number: unique("BR"),
    ...fields,
  })

export const service = (fields) =>
  create("/service-instances", {
    product_variant_id: variantOf("CALIBRATION-YEARLY").id,
    customer_id: anna.id,
    payment_type: "YEARLY",
    start_date: "2026-01-01",
    ...fields,
  })

/** Let the first customer register an asset that no order proves; it is deleted when the file's tests have ended. */
export async function registered(sku) {
  const response = await fetch(`${API_URL}/resources/assets`, {
    method: "POST",
    headers: { authorization: `Bearer ${CUSTOMER_TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify({ serialNo: unique("BR"), sku }),
  })
  const record = await response.json()
  assert.ok(response.ok, JSON.stringify(record))
  remove(`/assets/${record.id}`)
  return readAsset(record.id)
}

export const readAsset = async (id) => (await call("GET", `/assets/${id}`)).body.asset
export const readService = async (id) => (await call("GET", `/service-instances/${id}`)).body.serviceInstance

const browser = await launch()
const context = await browser.newContext({
  baseURL: MEDUSA_URL,
  viewport: { width: 1360, height: 850 },
  locale: "en-GB",
  timezoneId: "America/Los_Angeles", // west of UTC, where a day that is read as local time is the day before
  reducedMotion: "reduce",
})
await context.route(/picsum\.photos/, (route) => route.fulfill({ contentType: "image/svg+xml", body: IMAGE }))
const signedIn = await context.request.post("/auth/user/emailpass", {
  data: { email: OPERATOR_EMAIL, password: OPERATOR_PASSWORD },
})
const { token } = await signedIn.json()
await context.request.post("/auth/session", { headers: { authorization: `Bearer ${token}` } })

export const page = await context.newPage()
page.setDefaultTimeout(Number(process.env.PATIENCE ?? 30_000))

/** What the browser's console reported as errors, except for refusals that a test expects. */
const faults = []
let expected = []
/** Allow responses of this status: the browser reports each as an error. */
export const expectStatus = (status) => expected.push(`the server responded with a status of ${status}`)

page.on("pageerror", (error) => faults.push(String(error)))
page.on("console", (message) => {
  if (message.type() === "error" && !expected.some((text) => message.text().includes(text))) {
    faults.push(message.text())
  }
})

afterEach(() => {
  const seen = faults.splice(0)
  expected = []
  assert.deepEqual(seen, [], "errors in the browser's console")
})

after(async () => {
  await browser.close()
  for (const path of made.reverse()) {
    await call("DELETE", path)
  }
})

/** Go to a page of the admin and wait for its heading. */
export async function visit(path, heading) {
  await page.goto(`/app${path}`)
  await page.getByRole("heading", { name: heading, exact: true }).waitFor()
}

/** Search in a combobox and take the option. */
export async function choose(label, text, option) {
  await page.getByRole("combobox", { name: label }).fill(text)
  await page.getByRole("option", { name: option }).first().click()
}

/** Choose in a menu of fixed options. */
export async function select(label, option) {
  await page.getByRole("combobox", { name: label }).click()
  await page.getByRole("option", { name: option, exact: true }).click()
}

/** Choose an action in the menu of three dots. */
export async function act(menu, action) {
  await page.getByRole("button", { name: menu }).click()
  await page.getByRole("menuitem", { name: action }).click()
}

/** Wait for the note that something was done, and for the form to go. */
export async function done(text) {
  await page.getByText(text).first().waitFor()
  await page.getByRole("dialog").waitFor({ state: "detached" })
}

/** Press a button of the form that is open. */
export const press = (button) =>
  page.getByRole("dialog").getByRole("button", { name: button, exact: true }).click()

/** Say yes or no to the question that is open. */
export const reply = (button) => page.getByRole("alertdialog").getByRole("button", { name: button }).click()

/** Fill in the form's name. */
export const nameIt = (name) =>
  page.getByRole("dialog").getByLabel("Name", { exact: false }).first().fill(name)

/** Wait for a list's count, as in "2 of 7". */
export const results = (count) => page.getByText(`${count} results`, { exact: true }).waitFor()

/** Link the page's record to another one. */
export async function link(noun, name) {
  await page.getByRole("button", { name: `Link ${noun}` }).click()
  await choose(noun, name, name)
  await press("Link")
  await done("The link was added.")
  await page.getByRole("link", { name }).waitFor()
}

/** The parameters in the page's address. */
export const params = () => new URL(page.url()).searchParams

/** Look for faults of accessibility in a part of the page; serious ones fail. */
export async function requireAccessible(selector = "main") {
  await page.addScriptTag({ path: AXE })
  const violations = await page.evaluate(async (root) => {
    // Not ours to mend: the kit's greys, and the lens in its search field.
    const found = await window.axe.run(
      { include: [root], exclude: ["input[type=search] ~ [role=img]"] },
      { rules: { "color-contrast": { enabled: false } } },
    )
    return found.violations
      .filter((one) => ["serious", "critical"].includes(one.impact))
      .map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" | ")}`)
  }, selector)
  assert.deepEqual(violations, [])
}

/** Take a picture for the documents, if SCREENSHOTS is 1. */
export async function picture(name) {
  if (SCREENSHOTS === "1") {
    await page.mouse.move(0, 0)
    await page.waitForTimeout(500)
    mkdirSync(PICTURES, { recursive: true })
    await page.screenshot({ path: join(PICTURES, `admin-${name}.png`) })
  }
}
