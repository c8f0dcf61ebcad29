import { defineConfig } from "@medusajs/framework/utils"

// Medusa's own Stripe provider, as an operator sets it up; a bank debit takes days to settle.
const stripe = {
  resolve: "@medusajs/medusa/payment-stripe",
  id: "stripe",
  options: {
    apiKey: process.env.STRIPE_API_KEY,
    webhookSecret: process.env.STRIPE_WEBHOOK_SECRET,
    automaticPaymentMethods: true,
    capture: true,
    asyncPaymentMethodTypes: ["sepa_debit"],
  },
}

// A provider with a payment page of its own.
const hosted = {
  resolve: "./src/modules/hosted-payment",
  id: "hosted",
  options: { url: process.env.HOSTED_PAYMENT_URL, key: process.env.HOSTED_PAYMENT_KEY },
}

// Mails go to a folder of files, in place of a mail server.
const mails = {
  resolve: "./src/modules/mail-folder",
  id: "mails",
  options: { channels: ["email"], folder: process.env.MAIL_FOLDER },
}

// Medusa Admin under /app, only where it is asked for: on this server, so that it needs no other origin.
const withAdmin = process.env.ADMIN === "1"

// What several processes must share; without Redis, events, locks and workflows stay in one process's memory.
const redisUrl = process.env.REDIS_URL
const locks = {
  resolve: "@medusajs/medusa/locking-redis",
  id: "redis",
  is_default: true,
  options: { redisUrl },
}
const shared = [
  { resolve: "@medusajs/medusa/locking", options: { providers: [locks] } },
  { resolve: "@medusajs/medusa/event-bus-redis", options: { redisUrl } },
  { resolve: "@medusajs/medusa/workflow-engine-redis", options: { redis: { redisUrl } } },
]

export default defineConfig({
  admin: { disable: !withAdmin, backendUrl: "/" },
  projectConfig: {
    databaseUrl: process.env.DATABASE_URL,
    // A session's cookie is sent on plain HTTP: the demo shop listens on this machine only.
    ...(withAdmin ? { cookieOptions: { secure: false, sameSite: "lax" } } : {}),
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
  plugins: [
    {
      resolve: "medusa-plugin-storefront-bundle",
      options: { sso: { issuer: process.env.SSO_ISSUER, audience: process.env.SSO_AUDIENCE } },
    },
  ],
  modules: [
    ...(redisUrl ? shared : []),
    {
      resolve: "@medusajs/medusa/payment",
      options: {
        // Medusa waits 5 s before it reads a webhook; a person at the demo shop would wait, too.
        webhook_delay: 500,
        providers: [
          ...(process.env.STRIPE_API_KEY ? [stripe] : []),
          ...(process.env.HOSTED_PAYMENT_URL ? [hosted] : []),
        ],
      },
    },
    {
      resolve: "@medusajs/medusa/fulfillment",
      options: {
        providers: [
          { resolve: "@medusajs/medusa/fulfillment-manual", id: "manual" },
          { resolve: "./src/modules/weight-shipping", id: "weight" },
        ],
      },
    },
    ...(process.env.MAIL_FOLDER
      ? [{ resolve: "@medusajs/medusa/notification", options: { providers: [mails] } }]
      : []),
  ],
})
