import type { MedusaContainer } from "@medusajs/framework/types"
import { isDefined, MedusaError, Modules } from "@medusajs/framework/utils"
import { addToCartWorkflow } from "@medusajs/medusa/core-flows"

import { requireFewLines, requireSmallMetadata } from "../carts/bounds"
import { isSameKind } from "../carts/merge-plan"
import type { NewLine } from "../carts/sold-lines"
import type { Cart, Line } from "./cart"
import { type Caller, changeCart, type Undo } from "./change-cart"
import { planLines, prepareLines, requireStock, type Update } from "./lines"
import { mayBeDiscounted, refreshPromotions } from "./promotions"
import { refreshMethods } from "./shipping-options"
import { taxesOf } from "./taxes"
import { inTransaction } from "./transaction"
import { readVariants } from "./variants"

/** The currency and the region that the shopper saw prices in. */
type Place = { currency_code?: string; region_id?: string }

/** Add variants of the caller's sales channels to a cart; returns why it was done by Medusa's workflow, if it was. */
export async function addLines(
  container: MedusaContainer,
  cartId: string,
  items: NewLine[],
  caller: Caller,
  place: Place = {},
): Promise<string | undefined> {
  return changeCart(container, {
    cartId,
    caller,
    check: (cart) => {
      requirePlace(cart, place)
      requireBounds(cart, items)
    },
    unfit: (cart) => (hasTwins(cart, items) ? "it has two lines of the same kind" : undefined),
    direct: (cart, undo) => add(container, cart, items, undo),
    medusas: () => addToCartWorkflow(container).run({ input: { cart_id: cartId, items: items as never } }),
  })
}

function requirePlace(cart: Cart, { currency_code = cart.currency_code, region_id }: Place): void {
  if (currency_code !== cart.currency_code || (region_id !== undefined && region_id !== cart.region_id)) {
    throw new MedusaError(MedusaError.Types.INVALID_DATA, "The cart is in another currency or region")
  }
}

function requireBounds(cart: Cart, items: NewLine[]): void {
  const lines = cart.items ?? []
  for (const { metadata } of items) {
    requireSmallMetadata(undefined, metadata ?? {})
  }
  const added = items.filter((item) => !lines.some((line) => isSameKind(line, { id: "", ...item })))
  requireFewLines(lines.length + added.length)
}

/** Which of two such lines grows depends on the order in which the database returns them. */
function hasTwins(cart: Cart, items: NewLine[]): boolean {
  return items.some((item) => {
    return (cart.items ?? []).filter((line) => isSameKind(line, { id: "", ...item })).length > 1
  })
}

async function add(container: MedusaContainer, cart: Cart, items: NewLine[], undo: Undo): Promise<void> {
  const ids = [...new Set(items.map((item) => item.variant_id))]
  const found = await readVariants(container, ids)
  const variants = new Map(found.map((variant) => [variant.id, variant]))
  const prepared = await prepareLines(container, cart, items, variants)
  const { create, update } = planLines(cart, prepared)
  const changed = [...update, ...create].filter(({ variant_id }) => isDefined(variant_id))
  const [mayDiscount] = await Promise.all([
    mayBeDiscounted(container, cart),
    requireStock(container, cart, found, items, changed),
  ])
  await write(container, cart, create, update, undo)
  if (cart.shipping_methods?.length) {
    await refreshMethods(container, cart.id)
  }
  if (mayDiscount) {
    await refreshPromotions(container, cart.id)
  }
}

/** Write the lines with their taxes, in one transaction. */
async function write(
  container: MedusaContainer,
  cart: Cart,
  create: Line[],
  update: Update[],
  undo: Undo,
): Promise<void> {
  const carts = container.resolve(Modules.CART)
  const before = (cart.items ?? []).filter((line) => update.some(({ id }) => id === line.id))
  const grown = before.map((line) => {
    const { quantity, unit_price } = update.find(({ id }) => id === line.id) as Update
    return { ...line, quantity: Number(quantity), unit_price: unit_price as number }
  })
  const taxes = await taxesOf(container, cart, [...create, ...grown], [])
  const known =
    grown.length > 0 ? await carts.listLineItemTaxLines({ item_id: grown.map(({ id }) => id) }) : []
  const taxLines = [...taxes.lines].flatMap(([item_id, ones]) => {
    // Medusa's step `set-tax-lines-for-items` overwrites the first.
    const id = known.find((one) => one.item_id === item_id)?.id
    return ones.map((one) => ({ id, ...one, item_id }))
  })
  type Lines = Parameters<typeof carts.addLineItems>[1]
  type TaxLines = Parameters<typeof carts.upsertLineItemTaxLines>[0]
  const written = await inTransaction(container, async (_, context) => {
    if (create.length > 0) {
      await carts.addLineItems(create as never, undefined as unknown as Lines, context)
    }
    if (update.length > 0) {
      await carts.updateLineItems(update as never, undefined as never, context)
    }
    return taxLines.length > 0
      ? await carts.upsertLineItemTaxLines(taxLines as unknown as TaxLines, context)
      : []
  })
  undo.push(async () => {
    const added = written.filter(({ id }) => !known.some((one) => one.id === id)).map(({ id }) => id)
    await inTransaction(container, async (_, context) => {
      await carts.softDeleteLineItemTaxLines(added, undefined, context)
      await carts.upsertLineItemTaxLines(known as unknown as TaxLines, context)
      await carts.updateLineItems(before.map(priced) as never, undefined as never, context)
      await carts.deleteLineItems(
        create.map(({ id }) => id),
        context,
      )
    })
  })
}

function priced({ id, quantity, unit_price, compare_at_unit_price }: Line) {
  return { id, quantity, unit_price, compare_at_unit_price }
}
