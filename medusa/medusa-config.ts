import { defineConfig } from "@medusajs/framework/utils"

// One process, no Redis: events, cache, locks and workflows stay in memory.
export default defineConfig({
  admin: { disable: true },
  projectConfig: {
    databaseUrl: process.env.DATABASE_URL,
    http: {
      // Server to server only: no browser calls this server, so no origin is allowed.
      storeCors: "",
      adminCors: "",
      authCors: "",
      jwtSecret: process.env.JWT_SECRET,
      cookieSecret: process.env.COOKIE_SECRET,
      // Customers sign in at the SSO provider; Medusa's own log-in for them stays shut.
      authMethodsPerActor: { user: ["emailpass"], customer: [] },
    },
  },
  modules: [
    { resolve: "./src/modules/assets-services" },
    {
      resolve: "@medusajs/medusa/fulfillment",
      options: {
        providers: [
          { resolve: "@medusajs/medusa/fulfillment-manual", id: "manual" },
          { resolve: "./src/modules/weight-shipping", id: "weight" },
        ],
      },
    },
  ],
})
