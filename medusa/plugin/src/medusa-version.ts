import { readFileSync } from "node:fs"

/** Return the version of the Medusa that runs. */
export function medusaVersion(): string {
  return versionOf(require.resolve("@medusajs/medusa/package.json", { paths: [process.cwd()] }))
}

/** Return the version in a package.json. */
export function versionOf(file: string): string {
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version
}

/**
 * Refuse a Medusa that places orders without tax where an address has no province: 2.14 to 2.17.
 *
 * npm refuses to install the plugin there, too, unless it is forced to.
 *
 * @throws Error that names the version, and the one to update to.
 */
export function requireTaxes(medusa: string): void {
  if (/^2\.1[4-7]\./.test(medusa)) {
    throw new Error(
      `The storefront bundle's plugin does not start on Medusa ${medusa}, which may place orders without tax: ` +
        "update Medusa to 2.18.0 or newer",
    )
  }
}
