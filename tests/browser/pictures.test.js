// The pictures of the documents, on the demo shop's own records: SCREENSHOTS=1 takes them again.

import { test } from "node:test"

import { act, anna, call, choose, page, picture, productOf, select, variantOf, visit } from "./operator.js"

const skip = process.env.SCREENSHOTS === "1" ? false : "only with SCREENSHOTS=1"

test("pictures of assets", { skip }, async () => {
  await page.setViewportSize({ width: 1280, height: 720 })
  const [drill] = (await call("GET", "/assets?q=CD-2024-0001")).body.assets
  await visit("/assets", "Assets")
  await page.getByRole("link", { name: "Rotary laser" }).waitFor()
  await picture("assets")

  await page.getByRole("button", { name: "Create" }).click()
  await choose("Product variant", "LASER-RED", /Rotary Laser/)
  await page.getByLabel("Serial number").fill("RL-2026-0031")
  await page.getByLabel("Name").first().fill("Rotary laser, depot")
  await page.getByLabel("End of warranty").fill("2028-11-30")
  await select("Currency", "EUR")
  await page.getByRole("combobox", { name: "Owner" }).fill("ann")
  await page.getByRole("option", { name: "anna@lab.local" }).waitFor()
  await picture("create-asset")

  await page.setViewportSize({ width: 1280, height: 980 })
  await visit(`/assets/${drill.id}`, drill.name)
  await page.getByRole("list", { name: "Services" }).waitFor()
  await picture("asset")

  await page.setViewportSize({ width: 1280, height: 720 })
  await act("Actions of the asset", "Transfer ownership")
  await choose("New owner", "ben", "ben@lab.local")
  await page.getByRole("button", { name: "Transfer", exact: true }).click()
  await page.getByRole("alertdialog").waitFor()
  await picture("transfer")
})

test("pictures of a service and of a variant's references", { skip }, async () => {
  await page.setViewportSize({ width: 1280, height: 800 })
  const query = `customerId=${anna.id}&status=EXPIRED`
  const [calibration] = (await call("GET", `/service-instances?${query}`)).body.serviceInstances
  await visit(`/service-instances/${calibration.id}`, calibration.name)
  await page.getByRole("list", { name: "Assets" }).waitFor()
  await picture("service-instance")

  const sku = "CORDLESS-DRILL-18V-RED"
  await page.goto(`/app/products/${productOf(sku).id}/variants/${variantOf(sku).id}`)
  const heading = page.getByRole("heading", { name: "References" })
  await heading.waitFor()
  await page.waitForLoadState("networkidle")
  await page.getByRole("table", { name: "References" }).getByRole("row").last().scrollIntoViewIfNeeded()
  await picture("references")
})
