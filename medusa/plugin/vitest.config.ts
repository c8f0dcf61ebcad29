import { createRequire } from "node:module"

import { defineConfig } from "vitest/config"

const require = createRequire(import.meta.url)

// A hook cannot be taken back: these would change what the other files find.
const ALONE = ["tests/fast-checkout/hooks.test.ts"]

export default defineConfig({
  // Node loads its CommonJS build as it is, the other one only file by file and with warnings.
  resolve: { alias: { "@medusajs/js-sdk": require.resolve("@medusajs/js-sdk") } },
  test: {
    testTimeout: 60_000,
    silent: "passed-only",
    projects: [
      {
        extends: true,
        // Medusa's packages take seconds to load: once for all files.
        test: { name: "unit", include: ["tests/**/*.test.ts"], exclude: ALONE, isolate: false },
      },
      { extends: true, test: { name: "alone", include: ALONE, isolate: true } },
    ],
  },
})
