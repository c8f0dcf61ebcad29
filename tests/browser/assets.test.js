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
  link,
  nameIt,
  page,
  params,
  press,
  readAsset,
  readService,
  registered,
  remove,
  reply,
  requireAccessible,
  results,
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
  await results("20 of 21")
  assert.equal(params().get("q"), name)
  assert.equal(await rows().count(), 20)

  await page.getByRole("button", { name: "Next" }).click()
  await results("21 of 21")
  assert.equal(params().get("offset"), "20")
  await page.reload()
  await results("21 of 21")

  await page.getByRole("button", { name: "Asset", exact: true }).click()
  await page.waitForURL((url) => url.searchParams.get("order") === "name")
  assert.equal(params().get("offset"), null, "another order begins at the first page")
  await rows().first().getByText(`${name} 00`).waitFor()

  await choose("Customer", "ben@", "ben@lab.local")
  await results("11 of 11")
  assert.equal(params().get("customerId"), ben.id)
  assert.ok((await rows().allInnerTexts()).every((text) => text.includes("ben@lab.local")))

  await page.goBack()
  await results("20 of 21")
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
  await press("Create")
  assert.equal(await page.getByText("This field is required.").count(), 2)

  await choose("Product variant", "LASER-RED", /Rotary Laser/)
  await choose("Owner", "anna", "anna@lab.local")
  await page.getByLabel("Serial number").fill(taken)
  await nameIt("Laser, depot")
  await page.getByLabel("End of warranty").fill("2031-02-28")
  await page.getByLabel("Price paid").fill("499.5")
  await select("Currency", "EUR")
  await requireAccessible("[role=dialog] form")

  expectStatus(400)
  await press("Create")
  await page.getByText("Another record has this value already.").waitFor()
  await page.getByLabel("Serial number").fill(serial)
  await press("Create")
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
  const before = await readAsset(id)
  await visit(`/assets/${id}`, before.name)
  await act("Actions of the asset", "Edit")
  await nameIt("Saw, mended")
  await select("Status", "Inactive")
  await requireAccessible("[role=dialog] form")
  await press("Save")
  await done("The asset was saved.")

  await page.getByRole("button", { name: "Edit", exact: true }).click()
  await page.getByRole("textbox", { name: "Address", exact: true }).fill("Werkstrasse 1")
  await page.getByLabel("Postal code").fill("10115")
  await page.getByLabel("City").fill("Berlin")
  await select("Country", "Germany")
  await press("Save")
  await done("The address was saved.")
  await page.getByText("10115 Berlin").waitFor()

  const after = await readAsset(id)
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
  const { id } = await asset({ name: "Cordless drill, workshop 2", customer_id: anna.id })
  const linked = await service({ name: unique("Calibration") })
  const assetsOf = async () => (await readService(linked.id)).assets
  const ownerOf = async () => (await readAsset(id)).customer_id
  await visit(`/assets/${id}`, "Cordless drill, workshop 2")
  await page.getByText("No service is linked to this asset.").waitFor()

  await link("service", linked.name)
  assert.deepEqual(
    (await assetsOf()).map((one) => one.id),
    [id],
  )
  await act(`Actions of ${linked.name}`, "Unlink")
  await reply("Unlink")
  await page.getByText("No service is linked to this asset.").waitFor()
  assert.deepEqual(await assetsOf(), [])

  await link("service", linked.name)
  await requireAccessible()
  await act("Actions of the asset", "Transfer ownership")
  await choose("New owner", "ben", "ben@lab.local")
  await page.getByText(`It is unlinked from these services: ${linked.name}.`).waitFor()
  await requireAccessible("[role=dialog] form")
  await press("Transfer")
  const question = page.getByRole("alertdialog")
  await question.getByText(linked.name).waitFor()
  await reply("Cancel")
  await question.waitFor({ state: "detached" })
  assert.equal(await ownerOf(), anna.id)

  await press("Transfer")
  await reply("Transfer")
  await done("The ownership was transferred.")
  await page.getByRole("link", { name: "ben@lab.local" }).waitFor()
  await page.getByText("No service is linked to this asset.").waitFor()
  assert.equal(await ownerOf(), ben.id)
  assert.deepEqual(await assetsOf(), [])

  await act("Actions of the asset", "Remove owner")
  await reply("Remove")
  await page.getByText("Only an asset with an owner can have services.").waitFor()
  assert.equal(await ownerOf(), null)
})

test("an asset is deleted only after a yes", async () => {
  const { id, serial_number } = await asset({})
  await visit(`/assets/${id}`, serial_number)
  await act("Actions of the asset", "Delete")
  const question = page.getByRole("alertdialog")
  await question.getByText(serial_number).first().waitFor()
  await reply("Cancel")
  assert.equal((await call("GET", `/assets/${id}`)).status, 200)
  await act("Actions of the asset", "Delete")
  await reply("Delete")
  await page.getByRole("heading", { name: "Assets", exact: true }).waitFor()
  assert.equal((await call("GET", `/assets/${id}`)).status, 404)
})

test("an asset that a customer has registered is confirmed, another one rejected", async () => {
  const right = await registered("ROTARY-LASER-RED")
  const wrong = await registered("ROTARY-LASER-RED")
  assert.equal(right.confirmation, "PENDING")
  await page.goto(`/app/assets/${right.id}`)
  await page.getByText("confirm or reject it").waitFor()
  await requireAccessible()
  await act("Actions of the asset", "Confirm")
  await reply("Confirm")
  await done("The asset was confirmed.")
  await page.getByText("confirm or reject it").waitFor({ state: "detached" })
  assert.notEqual((await readAsset(right.id)).confirmation, "PENDING")

  await page.goto(`/app/assets/${wrong.id}`)
  await act("Actions of the asset", "Reject")
  await reply("Reject")
  await page.getByRole("heading", { name: "Assets", exact: true }).waitFor()
  assert.equal((await call("GET", `/assets/${wrong.id}`)).status, 404)
})
