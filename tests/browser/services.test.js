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
  link,
  nameIt,
  page,
  params,
  press,
  readService,
  remove,
  reply,
  requireAccessible,
  results,
  select,
  service,
  unique,
  variantOf,
  visit,
} from "./operator.js"

test("the list is searched, and filtered and sorted by its menus", async () => {
  const name = unique("Insurance")
  await service({ name: `${name} a`, status: "EXPIRED", end_date: "2026-02-01" })
  await service({ name: `${name} b`, payment_type: "MONTHLY" })
  await visit("/service-instances", "Service instances")
  await requireAccessible()
  await page.getByRole("searchbox", { name: "Search service instances" }).fill(name)
  await results("2 of 2")

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
  await results("1 of 1")
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
  await results("2 of 2")
  assert.equal(params().get("status"), null)
})

test("a service instance is created, with the price of today where none is given", async () => {
  const name = unique("Warranty")
  await visit("/service-instances", "Service instances")
  await page.getByRole("button", { name: "Create" }).click()
  await choose("Service", "WARRANTY-YEARLY", /Extended Warranty/i)
  await choose("Customer", "anna", "anna@lab.local")
  const dialog = page.getByRole("dialog")
  await nameIt(name)
  await select("Payment", "Yearly")
  await dialog.getByLabel("Start").fill("2026-03-01")
  await dialog.getByLabel("End").fill("2026-02-01")
  await select("Currency", "EUR")
  await press("Create")
  await page.getByText("The end is before the start.").waitFor()
  await dialog.getByLabel("End").fill("2027-03-01")
  await requireAccessible("[role=dialog] form")
  await press("Create")
  await done("The service was created.")
  await page.getByRole("heading", { name }).waitFor()
  const id = page.url().split("/").at(-1)
  remove(`/service-instances/${id}`)
  const created = await readService(id)
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
  await press("Save")
  await done("The service was saved.")
  await page.getByText("31 Dec 2026").waitFor()
  assert.equal((await readService(id)).status, "EXPIRED")

  await page.getByRole("button", { name: "Link asset" }).click()
  await page.getByRole("combobox", { name: "Asset" }).fill(foreign.name)
  await page.getByText("Nothing found").waitFor()
  await press("Cancel")
  await link("asset", own.name)
  assert.deepEqual(
    (await readService(id)).assets.map((one) => one.id),
    [own.id],
  )
  await requireAccessible()

  await act("Actions of the service instance", "Transfer ownership")
  await choose("New owner", "ben", "ben@lab.local")
  await press("Transfer")
  await page.getByRole("alertdialog").getByText(own.name).waitFor()
  await reply("Transfer")
  await done("The ownership was transferred.")
  await page.getByText("No asset is linked to this service.").waitFor()
  const moved = await readService(id)
  assert.equal(moved.customer_id, ben.id)
  assert.deepEqual(moved.assets, [])

  await act("Actions of the service instance", "Delete")
  await reply("Delete")
  await page.getByRole("heading", { name: "Service instances", exact: true }).waitFor()
  assert.equal((await call("GET", `/service-instances/${id}`)).status, 404)
})

test("a service is cancelled with its paid period, which its history says", async () => {
  const { id, name } = await service({ name: unique("Calibration"), end_date: "2099-12-31" })
  await visit(`/service-instances/${id}`, name)
  await page.getByText("Nothing has changed since it was created.").waitFor()
  await act("Actions of the service instance", "Cancel the service")
  await page.getByRole("alertdialog").getByText("ends on 31 Dec 2099").waitFor()
  await reply("Cancel the service")
  await done("The service was cancelled.")
  await page.getByText(/: Cancelled$/).waitFor()
  await page.getByText("by an operator").waitFor()
  await requireAccessible()
  const cancelled = await readService(id)
  assert.equal(cancelled.status, "ACTIVE")
  assert.ok(cancelled.cancelled_at)
  await page.getByRole("button", { name: "Actions of the service instance" }).click()
  await page.getByRole("menuitem", { name: "Edit" }).waitFor()
  assert.equal(await page.getByRole("menuitem", { name: "Cancel the service" }).count(), 0)
  await page.keyboard.press("Escape")
})
