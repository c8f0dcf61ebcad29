import assert from "node:assert/strict"
import { test } from "node:test"

import {
  ADDRESS,
  admin,
  asGuest,
  expectFault,
  fillAddress,
  page,
  picture,
  requireAccessible,
  SSO_URL,
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
  await tab("Addresses")
  await fillAddress(ADDRESS)
  await requireAccessible()
  await page.getByRole("button", { name: "Save this address" }).click()
  await page.getByText("Default", { exact: true }).waitFor()

  await page.getByRole("navigation", { name: "Categories" }).getByRole("link", { name: "Services" }).click()
  await page.getByRole("link", { name: "On-Site Repair" }).waitFor()
  await requireAccessible()
  await page.getByRole("link", { name: "On-Site Repair" }).click()
  await page.getByRole("button", { name: "Buy this service" }).click()
  await page.getByText("You have bought On-Site Repair.").waitFor()
  await main().getByRole("link", { name: "On-Site Repair" }).waitFor()

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
  assert.equal(await main().getByRole("listitem").filter({ hasText: "Order of" }).count(), 2)
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

  await page.getByRole("button", { name: "Sign out" }).click()
  await page.getByText("You are signed out.").waitFor()
  assert.equal(await page.evaluate(() => sessionStorage.getItem("session")), null)
})

test("the account shows orders, devices and services", async () => {
  await asGuest()
  await visit("/account", "Orders")
  await main().getByRole("button", { name: "Sign in" }).click()
  await page.getByRole("button", { name: "anna@lab.local" }).click()
  await page.getByText("You are signed in.").waitFor()
  await page.getByText("Tape Measure").first().waitFor()
  await requireAccessible()
  await picture("orders")
  await main().getByRole("listitem").filter({ hasText: "Tape Measure" }).getByRole("link").first().click()
  await page.getByText("Delivery address").waitFor()
  await requireAccessible()
  await tab("Devices")
  await page.getByText("CD-2024-0001").waitFor()
  await requireAccessible()
  await tab("Services")
  await main().getByRole("link", { name: "Extended Warranty" }).first().waitFor()
  await requireAccessible()
  await picture("services")
  await visit("/services/calibration/calibration-yearly", "Calibration")
  await field("Asset").waitFor()
  await requireAccessible()
})
