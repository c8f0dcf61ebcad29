import assert from "node:assert/strict"
import { test } from "node:test"

import {
  API_URL,
  admin,
  asGuest,
  authorize,
  expectFault,
  firstListed,
  made,
  order,
  page,
  picture,
  product,
  readyCart,
  requireAccessible,
  SSO_URL,
  signInAs,
  unique,
  visit,
} from "./shopper.js"

const field = (label) => page.getByLabel(label, { exact: true })
const alert = (text) => page.getByRole("alert").filter({ hasText: text }).waitFor()

test("what is sold out is said: on the page, in the cart, and at the order", async () => {
  await asGuest()
  await visit("/products/knee-pads", "Knee Pads")
  assert.ok(await page.getByRole("button", { name: "Sold out" }).isDisabled())

  const title = "Coping Saw"
  const { sku, handle, sellOut } = await product(title, 3)
  await asGuest(await readyCart(sku))
  await visit(`/products/${handle}`, title)
  await page.getByText("Only 3 left.").waitFor()
  expectFault("status of 400")
  expectFault("status of 409")
  await field("Quantity").fill("9")
  await page.getByRole("button", { name: "Add to cart" }).click()
  await alert("There are not that many left.")
  await visit("/cart", "Your cart")
  await page.getByRole("spinbutton").fill("8")
  await page.keyboard.press("Tab")
  await alert("There are not that many left.")
  assert.equal(await page.getByRole("spinbutton").inputValue(), "1")

  await visit("/checkout", "Checkout")
  await page.getByText("Pay by invoice").click()
  await sellOut()
  await page.getByRole("button", { name: /^Order and pay/ }).click()
  await alert("Coping Saw: Sold out.")
  await requireAccessible()
  await picture("sold-out")
})

test("a code that does not exist, and one that was used up meanwhile, are said", async () => {
  const code = unique("ONCE").toUpperCase()
  const method = { type: "percentage", value: 10, target_type: "items", allocation: "across" }
  const promotion = { code, type: "standard", status: "active", limit: 1, application_method: method }
  made.push(`/promotions/${(await admin("POST", "/promotions", promotion)).promotion.id}`)
  const [mine, others] = [
    await readyCart("CORDLESS-DRILL-12V-RED", code),
    await readyCart("CORDLESS-DRILL-12V-RED", code),
  ]
  await asGuest(mine)
  await visit("/cart", "Your cart")
  expectFault("status of 400")
  expectFault("status of 409")
  await field("Promotion code").fill("NO-SUCH-CODE")
  await page.getByRole("button", { name: "Apply" }).click()
  await alert("There is no such code.")
  await page.getByRole("link", { name: "To the checkout" }).click()
  await page.getByText("Pay by invoice").click()

  await order(others)
  await page.getByRole("button", { name: /^Order and pay/ }).click()
  await alert("This code has been used up.")
  await visit("/cart", "Your cart")
  await page.getByRole("button", { name: `Remove code ${code}` }).click()
  await page.getByRole("button", { name: `Remove code ${code}` }).waitFor({ state: "detached" })
})

test("a token is renewed unseen; without that, the session's end is said and the cart is safe", async () => {
  await asGuest()
  await visit("/", "Tools for every day")
  await signInAs("ben@lab.local")
  let refused = 0
  expectFault("status of 401")
  const cors = { "access-control-allow-origin": "*" }
  await page.route(`${API_URL}/orders?*`, (route) =>
    refused++
      ? route.continue()
      : route.fulfill({ status: 401, headers: cors, json: { message: "Unauthorized" } }),
  )
  const renewal = page.waitForResponse(`${SSO_URL}/oauth2/token`)
  await page.getByRole("link", { name: "Ben" }).click()
  const { id_token } = await (await renewal).json()
  if (!id_token) {
    // The provider's version for Python 3.11 renews without one, which ends the session.
    await alert("Your session has expired. Please sign in again: your cart is safe.")
    await page.getByRole("alert").getByRole("button", { name: "Sign in" }).click()
    await authorize("ben@lab.local")
  }
  await page.getByText("Order of").first().waitFor()
  assert.equal(refused, 2)
  await page.unroute(`${API_URL}/orders?*`)

  await page.evaluate(() => {
    const token = sessionStorage.getItem("session")
    sessionStorage.setItem("session", `${token.slice(0, -8)}AAAAAAAA`)
  })
  await page.reload()
  await alert("Your session has expired. Please sign in again: your cart is safe.")
  await requireAccessible()
  await page.getByRole("alert").getByRole("button", { name: "Sign in" }).click()
  await authorize("ben@lab.local")
  await page.getByText("Order of").first().waitFor()
})

test("a sign-in that this tab did not begin is refused", async () => {
  await asGuest()
  await page.goto("/signed-in?code=stolen&state=foreign")
  await alert("The sign-in was not completed.")
  assert.equal(await page.evaluate(() => sessionStorage.getItem("session")), null)
})

test("a sign-in goes on after a lost connection; while the provider is away, that is said", async () => {
  const discovery = `${SSO_URL}/.well-known/openid-configuration`
  await asGuest()
  await visit("/sign-in", "Sign in")
  expectFault("net::ERR")
  await page.route(discovery, (route) => route.abort())
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click()
  await page.getByText("The sign-in does not work at the moment.").waitFor()
  await page.unroute(discovery)
  await page.route(discovery, (route) => route.abort(), { times: 1 })
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click()
  await authorize("ben@lab.local")
})

test("without the API the shop says so and goes on when it is back", async () => {
  await asGuest()
  expectFault("net::ERR")
  await page.route(`${API_URL}/**`, (route) => route.abort())
  await page.goto("/")
  await alert("The shop cannot be reached.")
  await requireAccessible()
  await page.unroute(`${API_URL}/**`)
  await page.getByRole("button", { name: "Try again" }).click()
  await page
    .getByRole("link", { name: await firstListed() })
    .first()
    .waitFor()
})

test("what does not exist is said", async () => {
  await asGuest()
  expectFault("status of 404")
  await page.goto("/products/no-such-product")
  await alert("This does not exist")
  await visit("/no/such/page", "Page not found")
  await requireAccessible()
})
