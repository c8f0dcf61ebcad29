import { expect, it } from "vitest"

import { textUpTo } from "../src/text"

it.each([
  ["a".repeat(255), true],
  ["🎉".repeat(255), true],
  ["🎉".repeat(256), false],
  ["a".repeat(256), false],
  ["", false],
])("counts characters as the bundle does: %#", (text, fits) => {
  expect(textUpTo(255).safeParse(text).success).toBe(fits)
})
