import { readFileSync } from "node:fs"

/** Return the version of the Medusa that runs. */
export function medusaVersion(): string {
  return versionOf(require.resolve("@medusajs/medusa/package.json", { paths: [process.cwd()] }))
}

/** Return the version in a package.json. */
export function versionOf(file: string): string {
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version
}
