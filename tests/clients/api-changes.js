// Lists how the HTTP API differs from that of another commit, and fails when the changelog says nothing of it.
// Usage, from the project's folder: node tests/clients/api-changes.js <commit>

import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"

import compare from "openapi-schema-diff"

const DOCUMENT = "layers/commerce/commerce/openapi.json"
const CHANGELOG = "CHANGELOG.md"
const WORDING = new Set(["description", "summary", "example", "examples", "title"])

const base = process.argv[2]
const git = (...command) => execFileSync("git", command, { encoding: "utf8", maxBuffer: 64e6 })

/** Leaves out texts and examples: only what a client depends on is compared. */
function withoutWording(node, isNamed = false) {
  if (Array.isArray(node)) {
    return node.map((entry) => withoutWording(entry))
  }
  if (node === null || typeof node !== "object") {
    return node
  }
  const kept = Object.entries(node).filter(([key]) => isNamed || !WORDING.has(key))
  // Below `properties` a key is a field's name, whatever it is called.
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutWording(value, key === "properties")]))
}

/** Puts shared responses in the place of their references: only references to schemas are followed otherwise. */
function read(text) {
  const shared = JSON.parse(text).components.responses ?? {}
  return withoutWording(
    JSON.parse(text, (_, value) => {
      const [, response] = value?.$ref?.match(/^#\/components\/responses\/(.+)$/) ?? []
      return response ? shared[response] : value
    }),
  )
}

const before = read(git("show", `${base}:${DOCUMENT}`))
const now = read(readFileSync(DOCUMENT, "utf8"))
const { isEqual, addedRoutes, deletedRoutes, changedRoutes } = compare(before, now)
if (isEqual) {
  console.log(`the API is that of ${base}`)
  process.exit()
}

const name = ({ method, path }) => `${method.toUpperCase()} ${path}`
for (const [what, routes] of Object.entries({ removed: deletedRoutes, added: addedRoutes })) {
  for (const route of routes) {
    console.log(`${what}  ${name(route)}`)
  }
}
for (const route of changedRoutes) {
  const parts = route.changes.map(({ type, action, name: part, statusCode }) =>
    [action, type, part ?? statusCode].filter(Boolean).join(" "),
  )
  console.log(`changed  ${name(route)}: ${[...new Set(parts)].join(", ")}`)
}

const announced = git("diff", "--name-only", base, "--", CHANGELOG).trim() !== ""
if (!announced) {
  console.error(
    `error: the API has changed since ${base}, but ${CHANGELOG} has not: add a line for its users`,
  )
}
process.exit(announced ? 0 : 1)
