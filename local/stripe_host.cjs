// Preloaded by Medusa on this machine only: stripe-node has options for another host, and its only caller,
// Medusa's Stripe provider, has none to pass them on. The provider itself stays as it is.
// Of the Medusa that is being started.
const provider = require.resolve("@medusajs/payment-stripe", { paths: [process.cwd()] })
const Stripe = require(require.resolve("stripe", { paths: [provider] }))

const read = Stripe.prototype._getPropsFromConfig
Stripe.prototype._getPropsFromConfig = function (config) {
  const local = { host: "127.0.0.1", port: process.env.STRIPE_HOST_PORT, protocol: "http", telemetry: false }
  return { ...read.call(this, config), ...local }
}
