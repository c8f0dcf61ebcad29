import assert from "node:assert/strict"
import { test } from "node:test"

import {
  ADDRESS,
  admin,
  asGuest,
  expectFault,
  fillAddress,
  mailedLink,
  order,
  page,
  picture,
  product,
  readyCart,
  requireAccessible,
  SSO_URL,
  STOREFRONT_URL,
  signInAs,
  unique,
  visit,
} from "./shopper.js"

const field = (label) => page.getByLabel(label, { exact: true })
const main = () => page.getByRole("main")
const tab = (name) =>
  page.getByRole("navigation", { name: "Your account" }).getByRole("link", { name }).click()

/** A customer whom the provider knows and the shop does not yet. */
async function newCustomer() {
  const email = `${unique("shopper")}@lab.local`
  const claims = { email, email_verified: true, given_name: "Nora", family_name: "Neu" }
  const response = await fetch(`${SSO_URL}/users/${email}`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(claims),
  })
  assert.ok(response.ok)
  return email
}

/** Send an order of one piece of each item, as an operator does. */
async function deliver(id) {
  const path = `/orders/${id}`
  const { order } = await admin("GET", `${path}?fields=id,items.id`)
  const items = order.items.map((item) => ({ id: item.id, quantity: 1 }))
  await admin("POST", `${path}/fulfillments`, { items })
  const { order: packed } = await admin("GET", `${path}?fields=fulfillments.id`)
  const labels = [{ tracking_number: "1Z999", tracking_url: "https://carrier.example/1Z999", label_url: "#" }]
  await admin("POST", `${path}/fulfillments/${packed.fulfillments[0].id}/shipments`, { items, labels })
}

/** Renew, change and cancel the one service, a calibration by the month. */
async function changeService() {
  const row = main().getByRole("listitem").filter({ hasText: "Calibration" })
  const dialog = page.getByRole("dialog")
  await row.getByRole("button", { name: "Renew" }).click()
  await dialog.getByText("€15.00").waitFor()
  await page.keyboard.press("Escape")
  await row.getByRole("button", { name: "Renew" }).and(page.locator(":focus")).click()
  await dialog.getByRole("button", { name: "Order with payment" }).click()
  await page.getByText(/^Calibration is renewed until/).waitFor()

  await row.getByRole("button", { name: "Change the plan" }).click()
  await dialog.getByRole("radio", { name: "Yearly €150.00" }).check()
  await requireAccessible()
  await picture("plan")
  await dialog.getByRole("button", { name: "Order with payment" }).click()
  await page.getByText(/^The plan is changed/).waitFor()
  await row.getByText("Yearly", { exact: true }).waitFor()

  await row.getByRole("button", { name: "Cancel" }).click()
  await dialog.getByRole("button", { name: "Cancel the service" }).click()
  await page.getByText("Calibration is cancelled.").waitFor()
  await row.getByText("Cancelled", { exact: true }).waitFor()
  assert.equal(await row.getByRole("button", { name: "Cancel" }).count(), 0)
  await row.getByText("History").click()
  for (const event of ["Bought", "Renewed", "Plan changed", "Cancelled"]) {
    await row.getByRole("listitem").filter({ hasText: event }).waitFor()
  }
  await requireAccessible()
}

/** Register a device that the customer has bought, and one that nobody knows of. */
async function registerDevices() {
  const name = page.getByRole("navigation", { name: "Account" }).getByRole("link", { name: "Nora" })
  await name.click()
  await tab("Devices")
  const form = page.getByRole("form", { name: "Register a device" })
  const serial = unique("SN").toUpperCase()
  await form.getByLabel("Product").selectOption({ label: "Spirit Level · 40 cm" })
  await form.getByLabel("Serial number").fill(serial)
  await form.getByRole("button", { name: "Register" }).click()
  await main().getByRole("listitem").filter({ hasText: serial }).getByText("Active").waitFor()

  await form.getByLabel("Product").selectOption("Another product")
  await form.getByLabel("Article number").fill("NO-SUCH-ARTICLE")
  await form.getByLabel("Serial number").fill(`${serial}-2`)
  expectFault("status of 400")
  await form.getByRole("button", { name: "Register" }).click()
  await page.getByRole("alert").filter({ hasText: "There is no such article." }).waitFor()
  await form.getByLabel("Article number").fill("CORDLESS-DRILL-12V-RED")
  await form.getByRole("button", { name: "Register" }).click()
  await main()
    .getByRole("listitem")
    .filter({ hasText: `${serial}-2` })
    .getByText("We are checking it")
    .waitFor()
  await requireAccessible()
}

test("a guest signs in and the cart goes along; a service and the cart are bought", async () => {
  const email = await newCustomer()
  await asGuest()
  await visit("/products/spirit-level", "Spirit Level")
  await page.getByRole("button", { name: "Add to cart" }).click()
  await page.getByText("Spirit Level is in your cart.").waitFor()
  await signInAs(email)
  await page.getByRole("link", { name: "Cart: 1" }).waitFor()
  await page.getByRole("link", { name: "Nora" }).waitFor()
  const stored = await page.evaluate(() => JSON.stringify(localStorage))
  assert.ok(
    !stored.includes("eyJ") && !stored.includes("cart_"),
    "a token or a customer's cart in localStorage",
  )

  await page.getByRole("link", { name: "Nora" }).click()
  await page.getByText("There is nothing here yet.").waitFor()
  await tab("Profile")
  await field("Company").fill("Neu und Co")
  await requireAccessible()
  await page.getByRole("button", { name: "Save" }).click()
  await page.getByText("Your profile is saved.").waitFor()
  await page.reload()
  assert.equal(await field("Company").inputValue(), "Neu und Co")
  await tab("Addresses")
  await fillAddress(ADDRESS)
  await requireAccessible()
  await page.getByRole("button", { name: "Save this address" }).click()
  await page.getByText("Default", { exact: true }).waitFor()

  await page.getByRole("navigation", { name: "Categories" }).getByRole("link", { name: "Services" }).click()
  await page.getByRole("link", { name: "On-Site Repair" }).waitFor()
  await requireAccessible()
  await page.getByRole("link", { name: "Calibration" }).first().click()
  await page.getByRole("button", { name: "Buy this service" }).click()
  await page.getByText("You have bought Calibration.").waitFor()
  await changeService()

  await page.getByRole("link", { name: "Cart: 1" }).click()
  await page.getByRole("link", { name: "To the checkout" }).click()
  const express = page.getByRole("region", { name: "Express checkout" })
  await express.getByText("Torstrasse 1").waitFor()
  await requireAccessible()
  await picture("express")
  expectFault("status of 409")
  await express.getByText("Pay online").click()
  await express.getByRole("button", { name: "Order now" }).click()
  await page.getByRole("button", { name: "captured" }).click()
  await page.getByRole("heading", { name: "Thank you!" }).waitFor()

  await page.getByRole("link", { name: "Nora" }).click()
  await main().getByText("Spirit Level").waitFor()
  assert.equal(await main().getByRole("listitem").filter({ hasText: "Order of" }).count(), 4)
  await main().getByRole("listitem").filter({ hasText: "Spirit Level" }).getByRole("link").click()
  await page.getByText("Delivery address").waitFor()
  await deliver(page.url().split("/").at(-1))
  await page.reload()
  await page.getByRole("link", { name: "1Z999" }).waitFor()
  await requireAccessible()
  await picture("order")
  await field("Send back: Spirit Level").fill("1")
  await page.getByRole("button", { name: "Request the return" }).click()
  await page.getByText("The return is requested.").waitFor()
  await page.getByText("1 × Spirit Level").first().waitFor()
  await page.getByRole("button", { name: "Order again" }).click()
  await page.getByRole("heading", { name: "Your cart" }).waitFor()
  await page.getByRole("link", { name: "Cart: 1" }).waitFor()

  await registerDevices()
  await page.getByRole("button", { name: "Sign out" }).click()
  await page.getByText("You are signed out.").waitFor()
  assert.equal(await page.evaluate(() => sessionStorage.getItem("session")), null)
})

test("the account shows orders, devices and services", async () => {
  await asGuest()
  await visit("/account", "Orders")
  await main().getByRole("button", { name: "Sign in" }).click()
  await page.locator("button[name=sub][value='anna@lab.local']").click()
  await page.getByText("You are signed in.").waitFor()
  const rows = main().getByRole("listitem")
  await rows.filter({ hasText: "Order of" }).first().waitFor()
  await requireAccessible()
  await picture("orders")
  await rows.getByRole("link", { name: "Order of" }).first().click()
  await page.getByText("Delivery address").waitFor()
  await requireAccessible()
  await tab("Devices")
  await rows.filter({ hasText: "Serial number" }).first().waitFor()
  await requireAccessible()
  await tab("Services")
  await rows.filter({ hasText: "Starts" }).first().waitFor()
  await requireAccessible()
  await picture("services")
  await visit("/services/calibration/calibration-yearly", "Calibration")
  await field("Asset").waitFor()
  await requireAccessible()
})

test("a guest's order is found, ordered again as far as possible, and moved to an account", async () => {
  const title = `Last <img src=x onerror="window.broken=1"> Chisel`
  const { sku, sellOut } = await product(title, 1)
  const placed = await order(await readyCart([sku, "CORDLESS-DRILL-12V-RED"]))
  await sellOut()
  const find = async () => {
    await visit("/find-order", "Find an order")
    await field("Order number").fill(String(placed.number))
    await field("Email").fill(placed.email)
    await page.getByRole("button", { name: "Find", exact: true }).click()
    await page.getByRole("region", { name: "Your order" }).getByText(title).waitFor()
  }
  await asGuest()
  await visit("/find-order", "Find an order")
  await field("Order number").fill(String(placed.number))
  await field("Email").fill("someone-else@lab.local")
  expectFault("status of 404")
  await page.getByRole("button", { name: "Find", exact: true }).click()
  await page.getByRole("alert").filter({ hasText: "We know of no such order." }).waitFor()
  await find()
  await requireAccessible()
  await page.getByRole("button", { name: "Order again" }).click()
  const left = page.getByRole("alert").filter({ hasText: "Not in your cart" })
  await left.getByText(`1 × ${title}: sold out`).waitFor()
  await page.getByRole("link", { name: "Cart: 1" }).waitFor()
  await requireAccessible()

  await signInAs(await newCustomer())
  const ask = async () => {
    await find()
    await page.getByRole("button", { name: "Ask for this order" }).click()
    await page.getByText(`We have sent a link to ${placed.email}.`).waitFor()
    const link = await mailedLink(placed.email)
    assert.equal(link.origin + link.pathname, `${STOREFRONT_URL}/transfer`)
    await page.goto(link.href)
  }
  await ask()
  await requireAccessible()
  await page.getByRole("button", { name: "Decline" }).click()
  await page.getByText("You have declined.").waitFor()
  await ask()
  await page.getByRole("button", { name: "Accept" }).click()
  await page.getByText("The order is in the customer's account now.").waitFor()
  assert.ok(!page.url().includes("token"))
  await main().getByRole("link", { name: "Orders" }).click()
  await main().getByText(title).waitFor()
  assert.equal(await page.evaluate(() => window.broken), undefined)
  // So that the product can be deleted.
  await admin("POST", `/orders/${placed.id}/cancel`)
})
