import type { MedusaContainer } from "@medusajs/framework/types"
import { generateEntityId, Modules } from "@medusajs/framework/utils"
import { addShippingMethodToCartWorkflow } from "@medusajs/medusa/core-flows"

import type { Cart, Method } from "./cart"
import { type Caller, changeCart, type Undo } from "./change-cart"
import { internals } from "./internals"
import { project, relationsIn } from "./project"
import { mayBeDiscounted, refreshPromotions } from "./promotions"
import {
  deliveryFields,
  isPriceFixed,
  type PricedOption,
  priceOptions,
  refreshMethods,
  requireOptions,
} from "./shipping-options"
import { taxesOf } from "./taxes"
import { inTransaction } from "./transaction"

export type Chosen = { id: string; data?: Record<string, unknown> }
type Refreshed = Omit<Cart, "shipping_methods"> & {
  shipping_methods?: (Method & { shipping_option?: { shipping_profile_id?: string | null } | null })[]
}

/** Choose shipping options for a cart; returns why it was done by Medusa's workflow, if it was. */
export async function setShipping(
  container: MedusaContainer,
  cartId: string,
  options: Chosen[],
  caller: Caller,
): Promise<string | undefined> {
  return changeCart(container, {
    cartId,
    caller,
    fields: () => internals().cartFieldsForRefreshSteps,
    check: () => undefined,
    direct: (cart, undo) => choose(container, cart, options, undo),
    medusas: () => addShippingMethodToCartWorkflow(container).run({ input: { cart_id: cartId, options } }),
  })
}

async function choose(container: MedusaContainer, cart: Cart, chosen: Chosen[], undo: Undo): Promise<void> {
  const fields = internals().cartFieldsForRefreshSteps
  const full = project(cart, fields, relationsIn(fields)) as unknown as Refreshed
  const delivery = project(cart, deliveryFields(), relationsIn(fields)) as unknown as Cart
  const [options, mayDiscount] = await Promise.all([
    priceOptions(container, delivery, chosen),
    mayBeDiscounted(container, cart),
  ])
  requireOptions(chosen, options)
  const methods = await methodsOf(container, full, chosen, options)
  const left = await write(container, cart, full, options, methods, undo)
  // Medusa prices all methods again, which changes one that is alone only where a rule says so.
  if (left > 0 || methods.length > 1 || !options.every(isPriceFixed)) {
    await refreshMethods(container, cart.id)
  }
  if (mayDiscount) {
    await refreshPromotions(container, cart.id)
  }
}

/** Return the new shipping methods, their data checked by the fulfilment provider. */
export async function methodsOf(
  container: MedusaContainer,
  cart: Refreshed,
  chosen: Chosen[],
  options: PricedOption[],
): Promise<Method[]> {
  const fulfillment = container.resolve(Modules.FULFILLMENT)
  return Promise.all(
    chosen.map(async ({ id, data = {} }) => {
      const option = options.find((one) => one.id === id) as PricedOption
      const context = { ...cart, from_location: option.stock_location ?? {} }
      type Context = Parameters<typeof fulfillment.validateFulfillmentData>[3]
      const checked = await fulfillment.validateFulfillmentData(
        option.provider_id,
        option.data ?? {},
        data,
        context as unknown as Context,
      )
      return {
        id: generateEntityId(undefined, "casm"),
        shipping_option_id: id,
        amount: option.calculated_price?.calculated_amount as number,
        is_tax_inclusive: !!option.calculated_price?.is_calculated_price_tax_inclusive,
        data: checked ?? {},
        name: option.name,
        cart_id: cart.id,
      }
    }),
  )
}

/** Replace the methods of the same shipping profile, in one transaction; returns how many are left. */
async function write(
  container: MedusaContainer,
  cart: Cart,
  full: Refreshed,
  options: PricedOption[],
  methods: Method[],
  undo: Undo,
): Promise<number> {
  const profiles = new Set(options.map((option) => option.shipping_profile_id).filter(Boolean))
  const replaced = (full.shipping_methods ?? [])
    .filter(({ shipping_option: option }) => {
      return !option?.shipping_profile_id || profiles.has(option.shipping_profile_id)
    })
    .map(({ id }) => id)
  const left = (cart.shipping_methods ?? []).filter(({ id }) => !replaced.includes(id))
  const taxes = await taxesOf(container, { ...cart, shipping_methods: [...left, ...methods] }, [], methods)
  const taxLines = [...taxes.methods].flatMap(([shipping_method_id, ones]) =>
    ones.map((one) => ({ ...one, shipping_method_id })),
  )
  const carts = container.resolve(Modules.CART)
  await inTransaction(container, async (_, context) => {
    if (replaced.length > 0) {
      await carts.softDeleteShippingMethods(replaced, undefined, context)
    }
    await carts.addShippingMethods(methods as never, undefined as never, context)
    if (taxLines.length > 0) {
      await carts.upsertShippingMethodTaxLines(taxLines as never, context)
    }
  })
  undo.push(async () => {
    await inTransaction(container, async (_, context) => {
      await carts.deleteShippingMethods(
        methods.map(({ id }) => id),
        context,
      )
      await carts.restoreShippingMethods(replaced, undefined, context)
    })
  })
  return left.length
}
