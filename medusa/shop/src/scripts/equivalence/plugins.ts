import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { addLines } from "medusa-plugin-storefront-bundle/fast-checkout/add-lines"
import { changeLine } from "medusa-plugin-storefront-bundle/fast-checkout/change-line"
import { checkout } from "medusa-plugin-storefront-bundle/fast-checkout/checkout"
import { setShipping } from "medusa-plugin-storefront-bundle/fast-checkout/set-shipping"

import { required } from "../seed/required"
import { type Checkout, medusas, PROVIDER, type Run, type Way } from "./ways"

/** As the plugin's routes do it: by module calls, or by Medusa's workflow. */
export const plugins: Way = {
  async add(run, items) {
    return addLines(run.container, run.cartId, items, await callerOf(run))
  },
  async change(run, lineId, change) {
    return changeLine(run.container, run.cartId, lineId, change, await callerOf(run))
  },
  async ship(run, options) {
    return setShipping(run.container, run.cartId, options, await callerOf(run))
  },
  async checkout(run, wanted) {
    const outcome = await checkOut(run, wanted)
    if (outcome.type === "order") {
      return { order: outcome.id }
    }
    if (outcome.type === "cart") {
      throw outcome.error
    }
    if (outcome.step !== "none") {
      throw new Error(outcome.reason)
    }
    return { ...(await medusas.checkout(run, wanted)), reason: outcome.reason }
  },
}

/** Do a checkout by module calls, as the plugin's route does; `more` is what else the shopper saw. */
export async function checkOut(run: Run, wanted: Checkout, more: object = {}) {
  const payment = { provider_id: PROVIDER, data: {}, session_metadata: {} }
  const whole = { ...wanted, payment, seen: { ...(await seenOf(run)), ...more } }
  return checkout(run.container, run.cartId, whole as never, await callerOf(run))
}

/** Nothing of it but the lines: the checkout may change prices, taxes and discounts. */
async function seenOf({ container, cartId }: Run) {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const fields = ["items.id", "items.quantity", "items.unit_price"]
  const { data } = await query.graph({ entity: "cart", fields, filters: { id: cartId } })
  return { items: JSON.parse(JSON.stringify(data[0]?.items ?? [])), codes: [] }
}

async function callerOf({ container, cartId }: Run) {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const fields = ["customer_id", "customer.has_account", "sales_channel_id"]
  const { data } = await query.graph({ entity: "cart", fields, filters: { id: cartId } })
  const { customer_id, customer, sales_channel_id } = required(data[0], "cart")
  const customerId = customer?.has_account ? (customer_id ?? undefined) : undefined
  return { customerId, channelIds: [sales_channel_id ?? ""] }
}
