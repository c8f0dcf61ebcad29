import assert from "node:assert/strict"
import { test } from "node:test"

import {
  ADDRESS,
  asGuest,
  expectFault,
  fillAddress,
  firstListed,
  page,
  picture,
  requireAccessible,
  unique,
  visit,
} from "./shopper.js"

const count = (text) => page.getByText(text, { exact: true })
const field = (label) => page.getByLabel(label, { exact: true })
const cartLink = () => page.getByRole("navigation", { name: "Account" }).getByRole("link", { name: "Cart" })

test("the catalogue is searched, sorted and paged; its address keeps all of it", async () => {
  await asGuest()
  await visit("/", "Tools for every day")
  await page
    .getByRole("link", { name: await firstListed() })
    .first()
    .waitFor()
  await requireAccessible()
  await picture("home")

  await page.getByRole("navigation", { name: "Categories" }).getByRole("link", { name: "Workwear" }).click()
  await page.getByRole("heading", { name: "Workwear", level: 1 }).waitFor()
  await count("14 products").waitFor()
  await field("Sort").selectOption("price_DESC")
  await page.waitForURL(/sort=price_DESC/)
  await page.getByText("€119.00").first().waitFor()
  await page.getByRole("link", { name: "Next page" }).click()
  await count("Page 2 of 2").waitFor()
  await page.reload()
  await count("Page 2 of 2").waitFor()

  await page.getByRole("combobox", { name: "Search products" }).fill("laser")
  await page.keyboard.press("Enter")
  await page.getByRole("link", { name: "Rotary Laser" }).waitFor()
  await page.goBack()
  await count("Page 2 of 2").waitFor()
  await page.goto("/?q=nothing-is-called-this")
  await page.getByText("Nothing found.").waitFor()
})

test("products are suggested while typing, and chosen with the keyboard", async () => {
  await asGuest()
  await visit("/cart", "Your cart")
  const field = page.getByRole("combobox", { name: "Search products" })
  await field.pressSequentially("dri")
  const list = page.getByRole("listbox", { name: "Products" })
  await list.getByRole("option", { name: "Cordless Drill" }).waitFor()
  await requireAccessible()
  await page.keyboard.press("Escape")
  await list.waitFor({ state: "hidden" })
  await page.keyboard.press("ArrowDown")
  const [first] = await list.getByRole("option").allTextContents()
  await list.getByRole("option", { name: first.trim(), selected: true }).waitFor()
  await page.keyboard.press("Enter")
  await page.getByRole("heading", { name: first.trim(), level: 1 }).waitFor()
  assert.equal(await field.inputValue(), "")
})

test("the catalogue is filtered, on a phone too; its address keeps the filters", async () => {
  await asGuest()
  await visit("/?category=workwear", "Workwear")
  const choice = (name) => page.getByRole("checkbox", { name })
  const chosen = page.getByRole("main").getByRole("list", { name: "Filters" })
  await choice(/^Blue/).click()
  await chosen.getByText("Color: Blue").waitFor()
  await choice(/^Blue/).and(page.locator(":focus")).waitFor()
  const [, promised] = (await page.locator("label").filter({ hasText: /^Blue/ }).textContent()).match(
    /(\d+)$/,
  )
  await count(`${promised} products`).waitFor()
  await choice(/^S\s*\d+$/).click()
  await choice(/^In stock/).click()
  await page.getByLabel("Highest price").fill("70")
  await page.keyboard.press("Enter")
  await chosen.getByText("Up to €70.00").waitFor()
  await page.getByRole("link", { name: "Work Shirt" }).waitFor()
  await page.getByRole("link", { name: "Work Jacket" }).waitFor({ state: "detached" })
  await requireAccessible()
  await picture("filters")

  await page.setViewportSize({ width: 390, height: 844 })
  await page.reload()
  await page.getByRole("link", { name: "Work Shirt" }).waitFor()
  await choice(/^Blue/).waitFor({ state: "hidden" })
  await page.getByRole("button", { name: "Filters 5" }).click()
  await choice(/^Blue/).uncheck()
  await chosen.getByText("Color: Blue").waitFor({ state: "detached" })
  await requireAccessible()
  await page.setViewportSize({ width: 1280, height: 900 })
  await page.getByRole("link", { name: "Remove all filters" }).click()
  await page.getByRole("heading", { name: "Tools for every day" }).waitFor()
})

test("a guest buys step by step, with a promotion code, by invoice", async () => {
  await asGuest()
  await visit("/products/cordless-drill", "Cordless Drill")
  await page.getByText("Blue", { exact: true }).click()
  await page.waitForURL(/blue/)
  await page.getByText("18V", { exact: true }).click()
  await page.waitForURL(/18v-blue/)
  await page.getByRole("radio", { name: "18V" }).and(page.locator(":checked")).waitFor()
  await requireAccessible()
  await picture("product")
  await field("Quantity").fill("2")
  await page.getByRole("button", { name: "Add to cart" }).click()
  await page.getByText("Cordless Drill is in your cart.").waitFor()

  await cartLink().click()
  await page.getByText("18V / Blue").waitFor()
  await field("Quantity of Cordless Drill").fill("1")
  await page.keyboard.press("Tab")
  await page.getByRole("link", { name: "Cart: 1" }).waitFor()
  await field("Promotion code").fill("SAVE10")
  await page.getByRole("button", { name: "Apply" }).click()
  await page.getByText("Discount").waitFor()
  await requireAccessible()
  await picture("cart")

  await page.getByRole("link", { name: "To the checkout" }).click()
  await field("Email").fill(`${unique("guest")}@lab.local`)
  await fillAddress(ADDRESS)
  await requireAccessible()
  await page.getByRole("button", { name: "Continue" }).click()
  await page.getByText("Express delivery").click()
  await page.getByRole("button", { name: "Continue" }).click()
  await page.getByText("Pay by invoice").click()
  await requireAccessible()
  await picture("checkout")
  await page.getByRole("button", { name: /^Order and pay/ }).click()

  await page.getByRole("heading", { name: "Thank you!" }).waitFor()
  await page.getByText("Torstrasse 1").waitFor()
  assert.ok(!page.url().includes("order_"), "a guest's order is read by whoever has its id")
  await requireAccessible()
  assert.equal(await page.evaluate(() => localStorage.getItem("carts")), null)
  await cartLink().click()
  await page.getByText("Your cart is empty.").waitFor()
})

test("a guest pays on the provider's page, after giving up there once", async () => {
  await asGuest()
  await visit("/products/claw-hammer", "Claw Hammer")
  await page.getByRole("button", { name: "Add to cart" }).click()
  await page.getByText("Claw Hammer is in your cart.").waitFor()
  await visit("/checkout", "Checkout")
  await field("Email").fill(`${unique("guest")}@lab.local`)
  await fillAddress(ADDRESS)
  await page.getByRole("button", { name: "Continue" }).click()
  await page.getByText("Standard delivery").waitFor()
  await page.getByRole("button", { name: "Continue" }).click()

  expectFault("status of 409")
  await page.getByText("Pay online").click()
  await page.getByRole("button", { name: /^Order and pay/ }).click()
  await page.getByRole("button", { name: "cancelled" }).click()
  await page.getByText("The payment was declined or cancelled. Nothing was ordered.").waitFor()
  await requireAccessible()
  await page.getByRole("link", { name: "To the checkout" }).click()
  await page.getByText("Pay online").click()
  await page.getByRole("button", { name: /^Order and pay/ }).click()
  await page.getByRole("button", { name: "captured" }).click()
  await page.getByRole("heading", { name: "Thank you!" }).waitFor()
  await page.getByText("Paid", { exact: true }).waitFor()
})

test("language and currency are switched, and stay", async () => {
  await asGuest()
  await visit("/products/claw-hammer", "Claw Hammer")
  await field("Language").selectOption("de")
  await page.getByRole("button", { name: "In den Warenkorb" }).waitFor()
  assert.equal(await page.locator("html").getAttribute("lang"), "de")
  await field("Währung").selectOption("USD")
  await page.getByText(/^\d+,00\s\$$/).waitFor()
  await page.reload()
  await page.getByText(/^\d+,00\s\$$/).waitFor()
  await page.getByRole("button", { name: "In den Warenkorb" }).click()
  await page.getByText("ist im Warenkorb").waitFor()
  await field("Währung").selectOption("EUR")
  await page.getByRole("link", { name: /Warenkorb: 0/ }).waitFor()
  await field("Währung").selectOption("USD")
  await page.getByRole("link", { name: /Warenkorb: 1/ }).waitFor()
})

test("the shop works with the keyboard: skip link, focus on the new page's heading", async () => {
  await asGuest()
  await visit("/?q=cordless", "Search: cordless")
  await page.keyboard.press("Tab")
  await page.keyboard.press("Enter")
  assert.equal(await page.evaluate(() => document.activeElement?.id), "content")
  await page.getByRole("link", { name: "Cordless Drill" }).first().press("Enter")
  await page.getByRole("heading", { name: "Cordless Drill" }).and(page.locator(":focus")).waitFor()
  await page.getByRole("radio", { name: "Red" }).press("ArrowRight")
  await page.waitForURL(/blue/)
})
