import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { CATALOGUE_TABLES } from "../catalogue/tables"
import { databaseOf } from "../database"
import { isCompared } from "../fast-checkout/versions"
import { missingColumn, ORDER_TABLES, RESOURCE_TABLES, type Tables } from "../lists/tables"
import { medusaVersion, versionOf } from "../medusa-version"
import { PLUGIN_NAME, type PluginOptions } from "../options"

const PARTS = [
  "sso",
  "carts",
  "cart-lines",
  "checkout",
  "payment-sessions",
  "catalogue",
  "catalogue-counts",
  "orders",
]
const ASSETS_SERVICES_PARTS = ["assets-services", "service-purchases", "service-lifecycle"]
const FAST_CHECKOUT_PARTS = ["fast-checkout"]

/** Parts that read Medusa's tables, which may be others in another version of Medusa. */
const PARTS_OF_TABLES = { lists: [ORDER_TABLES], "product-list": [CATALOGUE_TABLES] }
const ASSETS_SERVICES_PARTS_OF_TABLES = { "asset-lists": [RESOURCE_TABLES, CATALOGUE_TABLES] }

/**
 * Return a middleware that names the plugin's version, Medusa's version and the installed parts in each
 * Store response, so that the bundle knows what it may request: `x-storefront-plugin: 0.1.0; medusa=2.21.2;
 * parts=sso,carts`.
 *
 * The first request looks at Medusa's tables; a part that would read others than it finds is left out.
 */
export function pluginHeader(options: PluginOptions) {
  const parts = [
    ...PARTS,
    ...(options.assetsServices ? ASSETS_SERVICES_PARTS : []),
    ...(options.fastCheckout && isCompared(medusaVersion()) ? FAST_CHECKOUT_PARTS : []),
  ]
  const tables = options.assetsServices
    ? { ...PARTS_OF_TABLES, ...ASSETS_SERVICES_PARTS_OF_TABLES }
    : PARTS_OF_TABLES
  const plugin = versionOf(require.resolve(`${PLUGIN_NAME}/package.json`))
  const versions = `${plugin}; medusa=${medusaVersion()}`
  let fitting: Promise<string[]> | undefined
  return async (req: MedusaRequest, res: MedusaResponse, next: MedusaNextFunction): Promise<void> => {
    fitting ??= fittingParts(req.scope, tables)
    try {
      const all = [...parts, ...(await fitting)]
      res.setHeader("x-storefront-plugin", `${versions}; parts=${all.join(",")}`)
      next()
    } catch (error) {
      fitting = undefined
      next(error)
    }
  }
}

/** Return the parts whose tables are as they read them; a warning says which are not. */
async function fittingParts(container: MedusaContainer, parts: Record<string, Tables[]>): Promise<string[]> {
  const found: string[] = []
  for (const [part, tables] of Object.entries(parts)) {
    const lacking = await Promise.all(tables.map((one) => missingColumn(databaseOf(container), one)))
    const missing = lacking.find((column) => column !== undefined)
    if (missing === undefined) {
      found.push(part)
    } else {
      container
        .resolve(ContainerRegistrationKeys.LOGGER)
        .warn(`${PLUGIN_NAME} leaves out its part ${part}: this Medusa has no column ${missing}`)
    }
  }
  return found
}
