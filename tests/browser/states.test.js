import assert from "node:assert/strict"
import { test } from "node:test"

import { asset, expectStatus, page, productOf, requireAccessible, variantOf, visit } from "./operator.js"

const notFoundPage = { status: 404, contentType: "text/html", body: "<pre>Cannot GET /admin/assets</pre>" }

test("a list that cannot be read says so and is read again", async () => {
  expectStatus(500)
  await page.route("**/admin/assets?*", (route) =>
    route.fulfill({ status: 500, json: { message: "Out of order" } }),
  )
  await page.goto("/app/assets")
  await page.getByRole("heading", { name: "This could not be loaded" }).waitFor()
  await page.getByText("Out of order").waitFor()
  await requireAccessible()
  await page.unroute("**/admin/assets?*")
  await page.getByRole("button", { name: "Try again" }).click()
  await page.getByRole("heading", { name: "Assets", exact: true }).waitFor()
})

test("without the plugin's part the pages say that it is off, and a variant's page shows nothing of it", async () => {
  expectStatus(404)
  for (const [path, route] of [
    ["/assets", "**/admin/assets?*"],
    ["/assets/asset_1", "**/admin/assets/*"],
    ["/service-instances", "**/admin/service-instances?*"],
  ]) {
    await page.route(route, (request) => request.fulfill(notFoundPage))
    await page.goto(`/app${path}`)
    await page.getByRole("heading", { name: "Assets and services are turned off" }).waitFor()
    await page.unroute(route)
  }
  const sku = "CORDLESS-DRILL-12V-RED"
  await page.route("**/references?*", (request) => request.fulfill(notFoundPage))
  await page.goto(`/app/products/${productOf(sku).id}/variants/${variantOf(sku).id}`)
  await page.getByRole("heading", { name: "12V / Red" }).waitFor()
  await page.waitForLoadState("networkidle")
  assert.equal(await page.getByRole("heading", { name: "References" }).count(), 0)
  assert.equal(await page.getByRole("alert").count(), 0)
  await page.unroute("**/references?*")
})

test("a record that is not there is said to be missing", async () => {
  expectStatus(404)
  await page.goto("/app/assets/asset_none")
  await page.getByRole("heading", { name: "This asset does not exist" }).waitFor()
  await page.goto("/app/service-instances/serv_none")
  await page.getByRole("heading", { name: "This service instance does not exist" }).waitFor()
})

test("texts of a record are shown as texts", async () => {
  const name = `<img src=x onerror="window.broken = true">`
  const { id } = await asset({ name, thumbnail: "javascript:window.broken=true" })
  await visit(`/assets/${id}`, name)
  await page.goto(`/app/assets?q=${encodeURIComponent("<img src=x")}`)
  await page.getByRole("link", { name }).first().waitFor()
  assert.equal(await page.evaluate(() => window.broken), undefined)
})

test("a combobox works with the keyboard alone, and Escape closes its list before the form", async () => {
  await visit("/assets", "Assets")
  await page.getByRole("button", { name: "Create" }).press("Enter")
  const owner = page.getByRole("combobox", { name: "Owner" })
  await owner.pressSequentially("lab.local")
  await page.getByRole("option").nth(1).waitFor()
  await owner.press("Escape")
  await page.getByRole("option").first().waitFor({ state: "detached" })
  await page.getByRole("heading", { name: "Create asset" }).waitFor()
  await owner.fill("ben@lab")
  await page.getByRole("option", { name: "ben@lab.local" }).waitFor()
  await owner.press("ArrowDown")
  await owner.press("Enter")
  assert.equal(await owner.inputValue(), "ben@lab.local")
  await owner.press("Escape")
  await page.getByRole("dialog").waitFor({ state: "detached" })
})
