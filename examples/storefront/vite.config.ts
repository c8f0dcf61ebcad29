import { defineConfig } from "vite"

// The typed client from its source in this repository; outside of it, install the package and remove the alias.
const client = new URL("../../clients/typescript/src/index.ts", import.meta.url).pathname

export default defineConfig({
  resolve: { alias: { "medusa-storefront-bundle-client": client } },
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
  build: { target: "es2022", assetsInlineLimit: 0, modulePreload: { polyfill: false } },
})
