import type { MedusaContainer } from "@medusajs/framework/types"
import { isDefined, MathBN, MedusaError, Modules } from "@medusajs/framework/utils"
import { updateLineItemInCartWorkflow } from "@medusajs/medusa/core-flows"

import { requireSmallMetadata } from "../carts/bounds"
import { type Cart, type Line, pricingContext } from "./cart"
import { type Caller, changeCart, type Undo } from "./change-cart"
import { requirePrices, requireStock, updateOf } from "./lines"
import { mayBeDiscounted, refreshPromotions } from "./promotions"
import { refreshMethods } from "./shipping-options"
import { readVariants } from "./variants"

type LineChange = { quantity: number; metadata?: Record<string, unknown> }

/** Change a line's quantity, or remove it with 0; returns why it was done by Medusa's workflow, if it was. */
export async function changeLine(
  container: MedusaContainer,
  cartId: string,
  lineId: string,
  change: LineChange,
  caller: Caller,
): Promise<string | undefined> {
  return changeCart(container, {
    cartId,
    caller,
    check: (cart) => {
      const line = cart.items?.find(({ id }) => id === lineId)
      return change.metadata ? requireSmallMetadata(line?.metadata, change.metadata) : undefined
    },
    direct: async (cart, undo) => {
      const line = cart.items?.find(({ id }) => id === lineId)
      if (!line) {
        throw new MedusaError(MedusaError.Types.NOT_FOUND, `Line item with id: ${lineId} was not found`)
      }
      const mayDiscount = await mayBeDiscounted(container, cart)
      if (MathBN.eq(change.quantity, 0)) {
        await remove(container, cart, line, undo)
      } else {
        await update(container, cart, line, change, undo)
      }
      if (cart.shipping_methods?.length) {
        await refreshMethods(container, cart.id)
      }
      if (mayDiscount) {
        await refreshPromotions(container, cart.id)
      }
    },
    medusas: () =>
      updateLineItemInCartWorkflow(container).run({
        input: { cart_id: cartId, item_id: lineId, update: change },
      }),
  })
}

async function remove(container: MedusaContainer, cart: Cart, { id }: Line, undo: Undo): Promise<void> {
  const carts = container.resolve(Modules.CART)
  await carts.softDeleteLineItems([id])
  undo.push(() => carts.restoreLineItems([id]))
  // Medusa's workflow for it is within that for a change, and each emits the event.
  await container.resolve(Modules.EVENT_BUS).emit([{ name: "cart.updated", data: { id: cart.id } }], {})
}

/** Write the line as it is now; Medusa leaves its taxes as they are, since they do not depend on quantity. */
async function update(
  container: MedusaContainer,
  cart: Cart,
  line: Line,
  change: LineChange,
  undo: Undo,
): Promise<void> {
  const { quantity } = change
  const context = { ...pricingContext(cart), quantity }
  const ids = isDefined(line.variant_id) && line.variant_id ? [line.variant_id] : []
  const variants = ids.length > 0 ? await readVariants(container, ids, context) : undefined
  requirePrices(variants ?? [])
  await requireStock(container, cart, variants, [{ ...line, quantity }])
  const data = updateOf(line, variants?.[0], change)
  if (!isDefined(data.unit_price)) {
    throw new MedusaError(MedusaError.Types.INVALID_DATA, `Line item ${line.title} has no unit price`)
  }
  const carts = container.resolve(Modules.CART)
  await carts.updateLineItems([{ ...data, id: line.id }] as never)
  const before = Object.fromEntries(
    Object.keys(data).map((name) => [name, (line as unknown as Record<string, unknown>)[name] ?? null]),
  )
  undo.push(() => carts.updateLineItems([{ ...before, id: line.id }] as never))
}
