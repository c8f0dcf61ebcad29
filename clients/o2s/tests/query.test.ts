import { expect, test } from "vitest"

import { part } from "../src/modules/orders/order-items"
import { labelled } from "../src/modules/products/option-groups"
import { count, value, values } from "../src/query"

test.each([undefined, null, "", [], [""]])("a cleared filter is none: %j", (given) => {
  expect([values(given), value(given), count(given as never)]).toEqual([undefined, undefined, undefined])
})

test("several values are several, one is one", () => {
  expect(values(["A", "", "B"])).toEqual(["A", "B"])
  expect(values("A")).toEqual(["A"])
  expect(value(["A", "B"])).toBe("A")
  expect(count("20")).toBe(20)
  expect(count(0)).toBe(0)
})

test.each(["x", "-1", "1.5", "1e3", "99999999999"])("a limit of %s is refused", (given) => {
  expect(() => count(given)).toThrow(expect.objectContaining({ status: 400 }))
})

const item = (name: string, quantity: number) =>
  ({ product: { name, sku: name }, quantity, price: { value: 1 } }) as never
const items = { data: [item("B", 10), item("C", 2), item("A", 30)], total: 3 }
const names = (query: object) => part(items, query).data.map(({ product }) => product.name)

test.each<[object, string[]]>([
  [{}, ["B", "C", "A"]],
  [{ sort: "name_ASC" }, ["A", "B", "C"]],
  [{ sort: "name_DESC", limit: 2 }, ["C", "B"]],
  [{ sort: "quantity_ASC", limit: "2", offset: "1" }, ["B", "A"]],
  [{ sort: "discountTotal_ASC" }, ["B", "C", "A"]],
  [{ sort: "toString_ASC" }, ["B", "C", "A"]],
  [{ offset: 3 }, []],
])("the lines of an order: %j", (query, expected) => {
  expect(names(query)).toEqual(expected)
  expect(part(items, query).total).toBe(3)
})

test("options that the CMS does not name come last, as Medusa has them", () => {
  const group = (title: string) => ({ id: title, title, values: [] })
  const product = { optionGroups: [group("Material"), group("Size"), group("Color")] } as never
  const groups = [
    { medusaTitle: "Color", label: "Farbe" },
    { medusaTitle: "Size", label: "Größe" },
  ]
  expect(labelled(product, groups).optionGroups?.map(({ title }) => title)).toEqual([
    "Farbe",
    "Größe",
    "Material",
  ])
  expect(labelled(product, [])).toBe(product)
})
