import { readFileSync } from "node:fs"

import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"

import { PLUGIN_NAME, type PluginOptions } from "../options"

const PARTS = ["sso", "carts", "checkout", "payment-sessions", "catalogue"]
const ASSETS_SERVICES_PARTS = ["assets-services", "service-purchases", "service-lifecycle"]

/**
 * Return a middleware that names the plugin's version, Medusa's version and the installed parts in each
 * Store response, so that the bundle knows what it may request: `x-storefront-plugin: 0.1.0; medusa=2.21.2;
 * parts=sso,carts`.
 */
export function pluginHeader(options: PluginOptions) {
  const parts = options.assetsServices ? [...PARTS, ...ASSETS_SERVICES_PARTS] : PARTS
  const plugin = versionOf(require.resolve(`${PLUGIN_NAME}/package.json`))
  const value = `${plugin}; medusa=${medusaVersion()}; parts=${parts.join(",")}`
  return (_req: MedusaRequest, res: MedusaResponse, next: MedusaNextFunction): void => {
    res.setHeader("x-storefront-plugin", value)
    next()
  }
}

/**
 * Refuse a Medusa that places orders without tax where an address has no province: 2.14 to 2.17.
 *
 * npm refuses to install the plugin there, too, unless it is forced to.
 *
 * @throws Error that names the version, and the one to update to.
 */
export function mustTax(medusa: string): void {
  if (/^2\.1[4-7]\./.test(medusa)) {
    throw new Error(
      `${PLUGIN_NAME} does not start on Medusa ${medusa}, which may place orders without tax: ` +
        "update Medusa to 2.18.0 or newer",
    )
  }
}

/** Return the version of the Medusa that runs. */
export function medusaVersion(): string {
  return versionOf(require.resolve("@medusajs/medusa/package.json", { paths: [process.cwd()] }))
}

function versionOf(file: string): string {
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version
}
