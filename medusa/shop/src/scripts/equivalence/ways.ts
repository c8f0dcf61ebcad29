import type { CartDTO, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import {
  addShippingMethodToCartWorkflow,
  addToCartWorkflow,
  completeCartWorkflow,
  createPaymentCollectionForCartWorkflow,
  createPaymentSessionsWorkflow,
  updateCartWorkflow,
  updateLineItemInCartWorkflow,
} from "@medusajs/medusa/core-flows"

export type Run = { container: MedusaContainer; cartId: string }
type Item = { variant_id: string; quantity: number; metadata?: Record<string, unknown> }
export type Address = { country_code: string; province?: string }
export type Checkout = {
  cart?: { shipping_address?: Address; billing_address?: Address; email?: string; metadata?: object }
  options: { id: string }[]
}
type Change = { quantity: number; metadata?: Record<string, unknown> }

/** How the steps that are compared are done; each returns why it went Medusa's way, if it did. */
export type Way = {
  add(run: Run, items: Item[]): Promise<string | undefined>
  change(run: Run, lineId: string, change: Change): Promise<string | undefined>
  ship(run: Run, options: { id: string }[]): Promise<string | undefined>
  /** Returns the order's id, too. */
  checkout(run: Run, wanted: Checkout): Promise<{ order: string; reason?: string }>
}

export const PROVIDER = "pp_system_default"

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
  async checkout({ container, cartId: cart_id }, { cart, options }) {
    if (cart) {
      await updateCartWorkflow(container).run({ input: { id: cart_id, ...cart } as never })
    }
    for (const option of options) {
      await addShippingMethodToCartWorkflow(container).run({ input: { cart_id, options: [option] } })
    }
    const query = container.resolve(ContainerRegistrationKeys.QUERY)
    const read = async () => {
      const fields = ["total", "customer_id", "customer.has_account", "payment_collection.id"]
      const { data } = await query.graph({ entity: "cart", fields, filters: { id: cart_id } })
      return data[0]
    }
    const known = await read()
    // The total is not among a cart's generated fields on all versions of Medusa.
    if (Number((known as Pick<CartDTO, "total"> | undefined)?.total) > 0) {
      if (!known?.payment_collection) {
        await createPaymentCollectionForCartWorkflow(container).run({ input: { cart_id } })
      }
      const payment_collection_id = (await read())?.payment_collection?.id ?? ""
      const customer_id = known?.customer?.has_account ? (known.customer_id ?? undefined) : undefined
      const input = { payment_collection_id, provider_id: PROVIDER, customer_id }
      await createPaymentSessionsWorkflow(container).run({ input })
    }
    const { result } = await completeCartWorkflow(container).run({ input: { id: cart_id } })
    return { order: result.id }
  },
}
