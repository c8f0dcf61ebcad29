import { readFileSync } from "node:fs"
import { join } from "node:path"

import { configManager } from "@medusajs/framework/config"
import { z } from "@medusajs/framework/zod"

/** The name under which a host's configuration lists the plugin. */
export const PLUGIN_NAME = "medusa-plugin-storefront-bundle"

const text = z.string().trim().min(1).optional()

const PluginOptions = z
  .object({
    /**
     * How customers' tokens are verified; what is missing here is read from the environment (SSO_ISSUER …).
     */
    sso: z
      .object({
        issuer: text,
        audience: text,
        jwksUrl: text,
        sharedSecret: text,
        algorithms: z.array(z.string()).optional(),
        claimId: text,
        claimEmail: text,
        claimEmailVerified: text,
      })
      .strict()
      .optional(),
    /**
     * False leaves out assets, service instances, references and purchases: their tables, routes and pages.
     */
    assetsServices: z.boolean().default(true),
    /**
     * False changes carts by Medusa's own workflows only, also where module calls do the same in a fraction of
     * the time.
     */
    fastCheckout: z.boolean().default(true),
    /** Medusa adds this to the options of each plugin with modules. */
    database: z.unknown(),
  })
  .strict()

/** The options of the plugin in a host's medusa-config.ts. */
export type PluginOptions = z.infer<typeof PluginOptions>

/**
 * Check the options of the plugin.
 *
 * @throws Error that names the option, when one is unknown or has the wrong type.
 */
export function parseOptions(given: unknown): PluginOptions {
  const parsed = PluginOptions.safeParse(given ?? {})
  if (parsed.success) {
    return parsed.data
  }
  const faults = parsed.error.issues.map(({ path, message }) =>
    [path.join("."), message].filter(Boolean).join(": "),
  )
  throw new Error(`The options of ${PLUGIN_NAME} in medusa-config.ts are wrong: ${faults.join("; ")}`)
}

/**
 * Return the plugin's options in this Medusa's configuration.
 *
 * Medusa passes a plugin's options to its modules only. Routes, links and middlewares need them, too, and
 * links are loaded before any module.
 *
 * @throws Error that names the option, when one is wrong.
 */
export function pluginOptions(): PluginOptions {
  // There is no configuration while migrations are generated, and in unit tests.
  const loaded = configManager.baseDir ? configManager.config.plugins : []
  const plugins = (loaded ?? []) as (string | { resolve: string; options?: unknown })[]
  const ours = plugins.find((plugin) => isOurs(typeof plugin === "string" ? plugin : plugin.resolve))
  return parseOptions(typeof ours === "string" ? undefined : ours?.options)
}

/** Whether the host left assets and services out; for `defineFileConfig` in each file of that part. */
export function withoutAssetsServices(): boolean {
  return !pluginOptions().assetsServices
}

/**
 * Return a route's handler, or nothing where the host left assets and services out.
 *
 * Medusa ignores an exported method that is no function. A route file that `defineFileConfig` disables would
 * also lose the middlewares of another plugin's route at the same path.
 */
export function ofAssetsServices<Handler>(handler: Handler): Handler | undefined {
  return withoutAssetsServices() ? undefined : handler
}

/** A host may list the plugin by its name or by a path to it. */
function isOurs(resolve: string): boolean {
  if (resolve === PLUGIN_NAME) {
    return true
  }
  try {
    const file = require.resolve(join(resolve, "package.json"), { paths: [process.cwd()] })
    return (JSON.parse(readFileSync(file, "utf8")) as { name?: string }).name === PLUGIN_NAME
  } catch {
    return false
  }
}
