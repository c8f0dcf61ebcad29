import assert from "node:assert/strict"
import { test } from "node:test"

import { act, call, choose, done, page, productOf, requireAccessible, select, variantOf } from "./operator.js"

test("a variant's page lists its references by type; one is added and removed", async () => {
  const product = productOf("CORDLESS-DRILL-12V-RED")
  const variant = variantOf("CORDLESS-DRILL-12V-RED")
  const target = variantOf("CIRCULAR-SAW-18V")
  const path = `/products/${product.id}/variants/${variant.id}`
  const toTarget = async () =>
    (await call("GET", `${path}/references?limit=100`)).body.productReferences.filter(
      (one) => one.target_product_variant_id === target.id,
    )
  for (const left of await toTarget()) {
    await call("DELETE", `/products/references/${left.id}`)
  }
  await page.goto(`/app${path}`)
  const table = page.getByRole("table", { name: "References" })
  await table.waitFor()
  await select("Type of reference", "Spare part")
  await page.waitForFunction(
    () => !document.querySelector('table[aria-label="References"]')?.textContent.includes("Tool"),
  )
  assert.equal(await table.getByText("Spare part").count(), 3)
  await select("Type of reference", "Tool")
  await table.getByText("HEX-KEY-SET-9-PIECES").waitFor()
  await select("Type of reference", "All types")

  await page.getByRole("button", { name: "Add", exact: true }).click()
  await select("Type", "Tool")
  await choose("Variant", "CORDLESS-DRILL-12V-RED", /CORDLESS-DRILL-12V-RED/)
  await page.getByRole("dialog").getByRole("button", { name: "Add" }).click()
  await page.getByText("A variant cannot refer to itself.").waitFor()
  await choose("Variant", "CIRCULAR-SAW-18V", /CIRCULAR-SAW-18V/)
  await requireAccessible("[role=dialog] form")
  await page.getByRole("dialog").getByRole("button", { name: "Add" }).click()
  await done("The reference was added.")
  await table.getByText("CIRCULAR-SAW-18V").waitFor()
  assert.deepEqual(
    (await toTarget()).map((one) => one.reference_type),
    ["TOOL"],
  )
  await requireAccessible('[role=region][aria-label="References"]')

  await act(/Actions of Circular Saw/i, "Remove")
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click()
  await table.getByText("CIRCULAR-SAW-18V").waitFor({ state: "detached" })
  assert.deepEqual(await toTarget(), [])
})
