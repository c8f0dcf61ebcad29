import { readFileSync } from "node:fs"

import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"

import { catalogueOf } from "../catalogue/tables"
import { PLUGIN_NAME, type PluginOptions } from "../options"

const PARTS = ["sso", "carts", "checkout", "payment-sessions", "catalogue"]
const ASSETS_SERVICES_PARTS = ["assets-services", "service-purchases"]

/**
 * Return a middleware that names the plugin's version, Medusa's version and the installed parts in each
 * Store response, so that the bundle knows what it may request: `x-storefront-plugin: 0.1.0; medusa=2.21.2;
 * parts=sso,carts`.
 */
export function pluginHeader(options: PluginOptions) {
  const parts = options.assetsServices ? [...PARTS, ...ASSETS_SERVICES_PARTS] : PARTS
  const plugin = versionOf(require.resolve(`${PLUGIN_NAME}/package.json`))
  const value = `${plugin}; medusa=${medusaVersion()}; parts=${parts.join(",")}`
  return async (req: MedusaRequest, res: MedusaResponse, next: MedusaNextFunction): Promise<void> => {
    const { isReadable } = await catalogueOf(req.scope)
    res.setHeader("x-storefront-plugin", isReadable ? `${value},product-list` : value)
    next()
  }
}

/** Return the version of the Medusa that runs. */
export function medusaVersion(): string {
  return versionOf(require.resolve("@medusajs/medusa/package.json", { paths: [process.cwd()] }))
}

function versionOf(file: string): string {
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version
}
