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
  page,
  params,
  remove,
  requireAccessible,
  select,
  service,
  unique,
  variantOf,
  visit,
} from "./operator.js"

const read = async (id) => (await call("GET", `/service-instances/${id}`)).body.serviceInstance

test("the list is searched, and filtered and sorted by its menus", async () => {
  const name = unique("Insurance")
  await service({ name: `${name} a`, status: "EXPIRED", end_date: "2026-02-01" })
  await service({ name: `${name} b`, payment_type: "MONTHLY" })
  await visit("/service-instances", "Service instances")
  await requireAccessible()
  await page.getByRole("searchbox", { name: "Search service instances" }).fill(name)
  await page.getByText("2 of 2 results", { exact: true }).waitFor()

  await page.getByRole("button", { name: "Sort" }).click()
  await page.getByRole("menuitemradio", { name: "Service", exact: true }).click()
  await page.waitForURL((url) => url.searchParams.get("order") === "name")
  await page.keyboard.press("Escape")

  await page.getByRole("button", { name: "Filter", exact: true }).click()
  await page.getByRole("menuitem", { name: "Status" }).click()
  await page
    .getByRole("button", { name: "Expired" })
    .or(page.getByRole("listitem", { name: "Expired" }))
    .click()
  await page.getByText("1 of 1 results", { exact: true }).waitFor()
  // One Escape is not always enough to close the kit's list of values.
  for (let attempt = 0; attempt < 20 && (await page.getByRole("dialog").count()) > 0; attempt++) {
    await page.keyboard.press("Escape")
    await page.waitForTimeout(200)
  }
  await page.getByRole("link", { name: `${name} a` }).waitFor()
  assert.equal(params().get("q"), name)
  assert.equal(params().get("status"), '["EXPIRED"]')
  await requireAccessible()
  await page.getByRole("button", { name: "Remove filter" }).click()
  await page.getByText("2 of 2 results", { exact: true }).waitFor()
  assert.equal(params().get("status"), null)
})

test("a service instance is created, with the price of today where none is given", async () => {
  const name = unique("Warranty")
  await visit("/service-instances", "Service instances")
  await page.getByRole("button", { name: "Create" }).click()
  await choose("Service", "WARRANTY-YEARLY", /Extended Warranty/i)
  await choose("Customer", "anna", "anna@lab.local")
  const dialog = page.getByRole("dialog")
  await dialog.getByLabel("Name", { exact: false }).first().fill(name)
  await select("Payment", "Yearly")
  await dialog.getByLabel("Start").fill("2026-03-01")
  await dialog.getByLabel("End").fill("2026-02-01")
  await select("Currency", "EUR")
  await dialog.getByRole("button", { name: "Create" }).click()
  await page.getByText("The end is before the start.").waitFor()
  await dialog.getByLabel("End").fill("2027-03-01")
  await requireAccessible("[role=dialog] form")
  await dialog.getByRole("button", { name: "Create" }).click()
  await done("The service was created.")
  await page.getByRole("heading", { name }).waitFor()
  const id = page.url().split("/").at(-1)
  remove(`/service-instances/${id}`)
  const created = await read(id)
  assert.equal(created.customer_id, anna.id)
  assert.equal(created.product_variant_id, variantOf("EXTENDED-WARRANTY-YEARLY").id)
  assert.equal(created.payment_type, "YEARLY")
  assert.equal(created.start_date, "2026-03-01T00:00:00.000Z")
  assert.ok(created.totals.total_price.value > 0)
})

test("a service instance is edited, gets an asset, is transferred without it, and deleted", async () => {
  const { id, name } = await service({ name: unique("Calibration") })
  const own = await asset({ name: unique("Laser"), customer_id: anna.id })
  const foreign = await asset({ name: unique("Foreign"), customer_id: ben.id })
  await visit(`/service-instances/${id}`, name)

  await act("Actions of the service instance", "Edit")
  await select("Status", "Expired")
  await page.getByLabel("End").fill("2026-12-31")
  await page.getByRole("button", { name: "Save" }).click()
  await done("The service was saved.")
  await page.getByText("31 Dec 2026").waitFor()
  assert.equal((await read(id)).status, "EXPIRED")

  await page.getByRole("button", { name: "Link asset" }).click()
  await page.getByRole("combobox", { name: "Asset" }).fill(foreign.name)
  await page.getByText("Nothing found").waitFor()
  await choose("Asset", own.name, own.name)
  await page.getByRole("button", { name: "Link", exact: true }).click()
  await done("The link was added.")
  await page.getByRole("link", { name: own.name }).waitFor()
  assert.deepEqual(
    (await read(id)).assets.map((one) => one.id),
    [own.id],
  )
  await requireAccessible()

  await act("Actions of the service instance", "Transfer ownership")
  await choose("New owner", "ben", "ben@lab.local")
  await page.getByRole("button", { name: "Transfer", exact: true }).click()
  await page.getByRole("alertdialog").getByText(own.name).waitFor()
  await page.getByRole("alertdialog").getByRole("button", { name: "Transfer" }).click()
  await done("The ownership was transferred.")
  await page.getByText("No asset is linked to this service.").waitFor()
  const moved = await read(id)
  assert.equal(moved.customer_id, ben.id)
  assert.deepEqual(moved.assets, [])

  await act("Actions of the service instance", "Delete")
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click()
  await page.getByRole("heading", { name: "Service instances", exact: true }).waitFor()
  assert.equal((await call("GET", `/service-instances/${id}`)).status, 404)
})
