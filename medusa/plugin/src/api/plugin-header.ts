import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"

import { medusaVersion, versionOf } from "../medusa-version"
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
  return (_req: MedusaRequest, res: MedusaResponse, next: MedusaNextFunction): void => {
    res.setHeader("x-storefront-plugin", value)
    next()
  }
}
