import { fileURLToPath } from "node:url"

import { defineConfig } from "vitest/config"

const client = fileURLToPath(new URL("typescript/src/index.ts", import.meta.url))
const shared = { testTimeout: 30_000, hookTimeout: 60_000 }

export default defineConfig({
  test: {
    silent: "passed-only",
    projects: [
      {
        resolve: { alias: { "medusa-storefront-bundle-client": client } },
        test: { ...shared, name: "unit", include: ["*/tests/*.test.ts"] },
      },
      {
        // Needs the local platform and the packages as they are built: tests/clients runs it.
        test: {
          ...shared,
          name: "platform",
          include: ["*/tests/platform/*.test.ts"],
          globalSetup: "platform.ts",
          server: { deps: { external: [/\/dist\//] } },
        },
      },
    ],
  },
})
