import type { MedusaContainer } from "@medusajs/framework/types"
import {
  addShippingMethodToCartWorkflow,
  addToCartWorkflow,
  updateLineItemInCartWorkflow,
} from "@medusajs/medusa/core-flows"

export type Run = { container: MedusaContainer; cartId: string }
type Item = { variant_id: string; quantity: number; metadata?: Record<string, unknown> }
type Change = { quantity: number; metadata?: Record<string, unknown> }

/** How the steps that are compared are done; each returns why it went Medusa's way, if it did. */
export type Way = {
  add(run: Run, items: Item[]): Promise<string | undefined>
  change(run: Run, lineId: string, change: Change): Promise<string | undefined>
  ship(run: Run, options: { id: string }[]): Promise<string | undefined>
}

/** As Medusa's own routes do it. */
export const medusas: Way = {
  async add({ container, cartId: cart_id }, items) {
    await addToCartWorkflow(container).run({ input: { cart_id, items } })
    return undefined
  },
  async change({ container, cartId: cart_id }, item_id, update) {
    await updateLineItemInCartWorkflow(container).run({ input: { cart_id, item_id, update } })
    return undefined
  },
  async ship({ container, cartId: cart_id }, options) {
    await addShippingMethodToCartWorkflow(container).run({ input: { cart_id, options } })
    return undefined
  },
}
