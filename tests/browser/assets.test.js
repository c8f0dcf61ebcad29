import assert from "node:assert/strict"
import { test } from "node:test"

import {
  act,
  anna,
  asset,
  ben,
  call,
  choose,
  done,
  expectStatus,
  page,
  params,
  remove,
  requireAccessible,
  select,
  service,
  unique,
  visit,
} from "./operator.js"

const rows = () =>
  page
    .getByRole("table")
    .getByRole("row")
    .filter({ has: page.getByRole("cell") })

test("the list is searched, filtered, sorted and paged, and its address keeps all of it", async () => {
  const name = unique("Crane")
  for (let number = 0; number < 21; number++) {
    await asset({
      name: `${name} ${String(number).padStart(2, "0")}`,
      customer_id: number % 2 ? anna.id : ben.id,
    })
  }
  await visit("/assets", "Assets")
  await requireAccessible()

  await page.getByRole("searchbox", { name: "Search assets" }).fill(name)
  await page.getByText("20 of 21 results", { exact: true }).waitFor()
  assert.equal(params().get("q"), name)
  assert.equal(await rows().count(), 20)

  await page.getByRole("button", { name: "Next" }).click()
  await page.getByText("21 of 21 results", { exact: true }).waitFor()
  assert.equal(params().get("offset"), "20")
  await page.reload()
  await page.getByText("21 of 21 results", { exact: true }).waitFor()

  await page.getByRole("button", { name: "Asset", exact: true }).click()
  await page.waitForURL((url) => url.searchParams.get("order") === "name")
  assert.equal(params().get("offset"), null, "another order begins at the first page")
  await rows().first().getByText(`${name} 00`).waitFor()

  await choose("Customer", "ben@", "ben@lab.local")
  await page.getByText("11 of 11 results", { exact: true }).waitFor()
  assert.equal(params().get("customerId"), ben.id)
  assert.ok((await rows().allInnerTexts()).every((text) => text.includes("ben@lab.local")))

  await page.goBack()
  await page.getByText("20 of 21 results", { exact: true }).waitFor()
})

test("a filter by status is in the address, and nothing found is said", async () => {
  const name = unique("Retired")
  await asset({ name, status: "RETIRED" })
  await visit(`/assets?q=${name}&status=${encodeURIComponent('["RETIRED"]')}`, "Assets")
  await page.getByRole("link", { name }).waitFor()
  await page.goto(`/app/assets?q=${name}&status=${encodeURIComponent('["ACTIVE"]')}`)
  await page.getByText("No asset matches the search and the filters.").waitFor()
  await requireAccessible()
})

test("an asset is created for a customer and a variant that were searched", async () => {
  const serial = unique("NEW")
  const { serial_number: taken } = await asset({})
  await visit("/assets", "Assets")
  await page.getByRole("button", { name: "Create" }).click()
  await page.getByRole("heading", { name: "Create asset" }).waitFor()
  await page.getByRole("dialog").getByRole("button", { name: "Create" }).click()
  assert.equal(await page.getByText("This field is required.").count(), 2)

  await choose("Product variant", "LASER-RED", /Rotary Laser/)
  await choose("Owner", "anna", "anna@lab.local")
  await page.getByLabel("Serial number").fill(taken)
  await page.getByLabel("Name", { exact: false }).first().fill("Laser, depot")
  await page.getByLabel("End of warranty").fill("2031-02-28")
  await page.getByLabel("Price paid").fill("499.5")
  await select("Currency", "EUR")
  await requireAccessible("[role=dialog] form")

  expectStatus(400)
  await page.getByRole("dialog").getByRole("button", { name: "Create" }).click()
  await page.getByText("Another record has this value already.").waitFor()
  await page.getByLabel("Serial number").fill(serial)
  await page.getByRole("dialog").getByRole("button", { name: "Create" }).click()
  await done("The asset was created.")
  await page.getByRole("heading", { name: "Laser, depot" }).waitFor()
  await page.getByText("28 Feb 2031").waitFor()

  const [created] = (await call("GET", `/assets?q=${serial}`)).body.assets
  remove(`/assets/${created.id}`)
  assert.equal(page.url().split("/").at(-1), created.id)
  assert.equal(created.customer_id, anna.id)
  assert.equal(created.product_variant.sku, "ROTARY-LASER-RED")
  assert.equal(created.end_of_warranty_date, "2031-02-28T00:00:00.000Z")
  assert.deepEqual(created.totals, { currency: "eur", total_price: { value: 499.5 } })
})

test("an asset and its address are edited, and what was not touched stays", async () => {
  const { id } = await asset({ name: unique("Saw"), end_of_warranty_date: "2030-05-01T15:30:00.000Z" })
  const before = (await call("GET", `/assets/${id}`)).body.asset
  await visit(`/assets/${id}`, before.name)
  await act("Actions of the asset", "Edit")
  await page.getByLabel("Name", { exact: false }).first().fill("Saw, mended")
  await select("Status", "Inactive")
  await requireAccessible("[role=dialog] form")
  await page.getByRole("button", { name: "Save" }).click()
  await done("The asset was saved.")

  await page.getByRole("button", { name: "Edit", exact: true }).click()
  await page.getByRole("textbox", { name: "Address", exact: true }).fill("Werkstrasse 1")
  await page.getByLabel("Postal code").fill("10115")
  await page.getByLabel("City").fill("Berlin")
  await select("Country", "Germany")
  await page.getByRole("button", { name: "Save" }).click()
  await done("The address was saved.")
  await page.getByText("10115 Berlin").waitFor()

  const after = (await call("GET", `/assets/${id}`)).body.asset
  assert.equal(after.name, "Saw, mended")
  assert.equal(after.status, "INACTIVE")
  assert.equal(after.serial_number, before.serial_number)
  assert.equal(after.end_of_warranty_date, before.end_of_warranty_date)
  assert.deepEqual(after.address, {
    address_1: "Werkstrasse 1",
    postal_code: "10115",
    city: "Berlin",
    country_code: "de",
  })
})

test("a service is linked and unlinked; a transfer says what it unlinks, and waits for a yes", async () => {
  const { id, serial_number } = await asset({ name: "Cordless drill, workshop 2", customer_id: anna.id })
  const linked = await service({ name: unique("Calibration") })
  const assetsOf = async () =>
    (await call("GET", `/service-instances/${linked.id}`)).body.serviceInstance.assets
  const ownerOf = async () => (await call("GET", `/assets/${id}`)).body.asset.customer_id
  await visit(`/assets/${id}`, "Cordless drill, workshop 2")
  await page.getByText("No service is linked to this asset.").waitFor()

  const link = async () => {
    await page.getByRole("button", { name: "Link service" }).click()
    await choose("Service", linked.name, linked.name)
    await page.getByRole("button", { name: "Link", exact: true }).click()
    await done("The link was added.")
    await page.getByRole("link", { name: linked.name }).waitFor()
  }
  await link()
  assert.deepEqual(
    (await assetsOf()).map((one) => one.id),
    [id],
  )
  await act(`Actions of ${linked.name}`, "Unlink")
  await page.getByRole("alertdialog").getByRole("button", { name: "Unlink" }).click()
  await page.getByText("No service is linked to this asset.").waitFor()
  assert.deepEqual(await assetsOf(), [])

  await link()
  await requireAccessible()
  await act("Actions of the asset", "Transfer ownership")
  await choose("New owner", "ben", "ben@lab.local")
  await page.getByText(`It is unlinked from these services: ${linked.name}.`).waitFor()
  await requireAccessible("[role=dialog] form")
  await page.getByRole("button", { name: "Transfer", exact: true }).click()
  const question = page.getByRole("alertdialog")
  await question.getByText(linked.name).waitFor()
  await question.getByRole("button", { name: "Cancel" }).click()
  await question.waitFor({ state: "detached" })
  assert.equal(await ownerOf(), anna.id)

  await page.getByRole("button", { name: "Transfer", exact: true }).click()
  await question.getByRole("button", { name: "Transfer" }).click()
  await done("The ownership was transferred.")
  await page.getByRole("link", { name: "ben@lab.local" }).waitFor()
  await page.getByText("No service is linked to this asset.").waitFor()
  assert.equal(await ownerOf(), ben.id)
  assert.deepEqual(await assetsOf(), [])

  await act("Actions of the asset", "Remove owner")
  await question.getByRole("button", { name: "Remove" }).click()
  await page.getByText("Only an asset with an owner can have services.").waitFor()
  assert.equal(await ownerOf(), null)
  assert.ok(serial_number)
})

test("an asset is deleted only after a yes", async () => {
  const { id, serial_number } = await asset({})
  await visit(`/assets/${id}`, serial_number)
  await act("Actions of the asset", "Delete")
  const question = page.getByRole("alertdialog")
  await question.getByText(serial_number).first().waitFor()
  await question.getByRole("button", { name: "Cancel" }).click()
  assert.equal((await call("GET", `/assets/${id}`)).status, 200)
  await act("Actions of the asset", "Delete")
  await question.getByRole("button", { name: "Delete" }).click()
  await page.getByRole("heading", { name: "Assets", exact: true }).waitFor()
  assert.equal((await call("GET", `/assets/${id}`)).status, 404)
})
