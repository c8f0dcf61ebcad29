import { configManager } from "@medusajs/framework/config"

import { PLUGIN_NAME } from "../../src/options"

export const SSO = { issuer: "https://login.example.com", audience: "storefront" }

/** Load the configuration of a host that lists the plugin with these options. */
export function configure(options: unknown, { resolve = PLUGIN_NAME } = {}): void {
  configManager.loadConfig({
    baseDir: process.cwd(),
    projectConfig: {
      plugins: [{ resolve, options: options as Record<string, unknown> }],
      projectConfig: { http: { jwtSecret: "secret", cookieSecret: "secret" } },
    } as unknown as Parameters<typeof configManager.loadConfig>[0]["projectConfig"],
  })
}
