import { Modules } from "@medusajs/framework/utils"
import { addLines } from "medusa-plugin-storefront-bundle/fast-checkout/add-lines"
import { changeLine } from "medusa-plugin-storefront-bundle/fast-checkout/change-line"
import { setShipping } from "medusa-plugin-storefront-bundle/fast-checkout/set-shipping"

import type { Run, Way } from "./ways"

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
}

async function callerOf({ container, cartId }: Run) {
  const cart = await container.resolve(Modules.CART).retrieveCart(cartId)
  return { customerId: cart.customer_id, channelIds: [cart.sales_channel_id ?? ""] }
}
