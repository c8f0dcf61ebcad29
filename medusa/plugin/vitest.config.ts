import { createRequire } from "node:module"

import { defineConfig } from "vitest/config"

const require = createRequire(import.meta.url)

export default defineConfig({
  // Node loads its CommonJS build as it is, the other one only file by file and with warnings.
  resolve: { alias: { "@medusajs/js-sdk": require.resolve("@medusajs/js-sdk") } },
  test: {
    include: ["tests/**/*.test.ts"],
    // Medusa's packages take seconds to load: once for all files.
    isolate: false,
    testTimeout: 60_000,
    silent: "passed-only",
  },
})
