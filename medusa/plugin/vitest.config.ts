import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    // Medusa's packages take seconds to load: once for all files.
    isolate: false,
    testTimeout: 60_000,
    silent: "passed-only",
  },
})
