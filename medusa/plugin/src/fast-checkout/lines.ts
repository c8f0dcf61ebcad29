import type { IPricingModuleService, MedusaContainer } from "@medusajs/framework/types"
import {
  generateEntityId,
  isPresent,
  MathBN,
  MedusaError,
  Modules,
  PriceListType,
  ProductStatus,
} from "@medusajs/framework/utils"

import type { NewLine } from "../carts/sold-lines"
import type { Cart, Line } from "./cart"
import { pricingContext } from "./cart"
import { internals } from "./internals"
import { plain } from "./plain"
import type { Price, Variant } from "./variants"

type PricingContext = NonNullable<Parameters<IPricingModuleService["calculatePrices"]>[1]>
export type Update = {
  id: string
  quantity: unknown
  variant_id: string
  unit_price: unknown
  compare_at_unit_price: unknown
}

/**
 * Return the quantity that decides the price of each new line: where a line of the cart grows, all of it, as
 * Medusa's step `get-line-item-pricing-quantities` has it.
 */
function quantitiesToPrice(cart: Cart, items: NewLine[]): number[] {
  const lines = (cart.items ?? []).map((line) => ({ ...line }))
  return items.map((item) => {
    const same = internals().findMatchingLineItem(
      lines.filter((line) => line.variant_id === item.variant_id),
      { metadata: item.metadata, unit_price: undefined, is_custom_price: false },
    )
    if (!same) {
      return MathBN.convert(item.quantity).toNumber()
    }
    same.quantity = MathBN.sum(same.quantity, item.quantity).toNumber()
    return same.quantity
  })
}

/** Return the price of each new line, from the pricing module, or undefined. */
async function pricesOf(
  container: MedusaContainer,
  cart: Cart,
  items: NewLine[],
  variants: Map<string, Variant>,
): Promise<(Price | undefined)[]> {
  const without = [...variants.values()].filter((variant) => !variant.price_set?.id)
  if (without.length > 0) {
    throw noPrice(without.map(({ id }) => id))
  }
  const quantities = quantitiesToPrice(cart, items)
  const pricing = container.resolve(Modules.PRICING)
  const base = pricingContext(cart)
  const prices = new Map<string, Price>()
  const setOf = (item: NewLine) => variants.get(item.variant_id)?.price_set?.id
  for (const quantity of new Set(quantities)) {
    const id = items.filter((_, index) => quantities[index] === quantity).flatMap((item) => setOf(item) ?? [])
    const context = { ...base, quantity, is_custom_price: false } as unknown as PricingContext["context"]
    const found = id.length > 0 ? await pricing.calculatePrices({ id }, { context }) : []
    for (const one of plain(found) as unknown as Price[]) {
      prices.set(`${quantity} ${one.id}`, one)
    }
  }
  return items.map((item, index) => prices.get(`${quantities[index]} ${setOf(item)}`))
}

export function noPrice(ids: string[]): MedusaError {
  return new MedusaError(
    MedusaError.Types.INVALID_DATA,
    `Variants with IDs ${ids.join(", ")} do not have a price`,
  )
}

/** Return the new lines with their prices, as Medusa's workflows prepare them. */
export async function prepareLines(
  container: MedusaContainer,
  cart: Cart,
  items: NewLine[],
  variants: Map<string, Variant>,
): Promise<Line[]> {
  const prices = await pricesOf(container, cart, items, variants)
  const prepared = items.map((item, index) => {
    const variant = variants.get(item.variant_id)
    const price = prices[index]
    if (variant) {
      variant.calculated_price = price
    }
    const line = internals().prepareLineItemData({
      item,
      variant: variant as Variant,
      cartId: cart.id,
      unitPrice: variant && price ? price.calculated_amount : undefined,
      isTaxInclusive: price?.is_calculated_price_tax_inclusive,
      isCustomPrice: false,
    })
    return line as unknown as Line
  })
  const unsold = items.filter(({ variant_id }) => {
    return variants.get(variant_id)?.product?.status !== ProductStatus.PUBLISHED
  })
  if (unsold.length > 0) {
    const ids = unsold.map(({ variant_id }) => variant_id).join(", ")
    throw new MedusaError(
      MedusaError.Types.INVALID_DATA,
      `Variants ${ids} do not exist or belong to a product that is not published`,
    )
  }
  const unpriced = items.filter((_, index) => !prices[index])
  if (unpriced.length > 0) {
    throw noPrice(unpriced.map(({ variant_id }) => variant_id))
  }
  requireUnitPrices(prepared)
  return prepared
}

function requireUnitPrices(lines: Line[]): void {
  const unpriced = lines.filter((line) => !isPresent(line.unit_price))
  if (unpriced.length > 0) {
    const titles = unpriced.map(({ title }) => title).join(", ")
    throw new MedusaError(MedusaError.Types.INVALID_DATA, `Items ${titles} do not have a price`)
  }
}

/** Return which of the prepared lines are new, and which add up in a line that the cart has. */
export function planLines(cart: Cart, prepared: Line[]): { create: Line[]; update: Update[] } {
  const lines = (cart.items ?? []).map((line) => ({ ...line }))
  const create: Line[] = []
  const update = new Map<string, Update>()
  for (const line of prepared) {
    const same = internals().findMatchingLineItem(
      lines.filter(({ variant_id }) => variant_id === line.variant_id),
      line,
    )
    if (!same) {
      create.push({ ...line, id: generateEntityId(undefined, "cali") })
      continue
    }
    const quantity = MathBN.sum(same.quantity, line.quantity)
    same.quantity = quantity as unknown as number
    const known = update.get(same.id)
    if (known) {
      known.quantity = quantity
      continue
    }
    update.set(same.id, {
      id: same.id,
      quantity,
      variant_id: line.variant_id as string,
      unit_price: line.unit_price ?? same.unit_price,
      compare_at_unit_price: line.compare_at_unit_price ?? same.compare_at_unit_price,
    })
  }
  return plain({ create, update: [...update.values()] })
}

/** Reject lines that are not in stock, as Medusa's workflow `confirm-item-inventory` does. */
export async function requireStock(
  container: MedusaContainer,
  cart: Cart,
  variants: Variant[] | undefined,
  items: object[],
  itemsToUpdate?: object[],
): Promise<void> {
  const { items: needs } = internals().prepareConfirmInventoryInput({
    input: {
      sales_channel_id: cart.sales_channel_id,
      variants,
      items: items.map((item) => ({ ...item })),
      itemsToUpdate,
    },
  })
  const inventory = container.resolve(Modules.INVENTORY)
  const confirmed = await Promise.all(
    needs.map(
      (need) =>
        need.allow_backorder ||
        inventory.confirmInventory(
          need.inventory_item_id,
          need.location_ids,
          MathBN.mult(need.quantity, need.required_quantity),
        ),
    ),
  )
  if (confirmed.some((isThere) => !isThere)) {
    throw new MedusaError(
      MedusaError.Types.NOT_ALLOWED,
      "Some variant does not have the required inventory",
      MedusaError.Codes.INSUFFICIENT_INVENTORY,
    )
  }
}

/** Return what a line with another quantity costs, as Medusa's step `prepare-line-item-update` has it. */
export function updateOf(
  line: Line,
  variant: Variant | undefined,
  change: { quantity: number; metadata?: Record<string, unknown> },
): Record<string, unknown> {
  const price = variant?.calculated_price
  const update: Record<string, unknown> = {
    ...change,
    unit_price: line.unit_price,
    is_custom_price: line.is_custom_price,
    is_tax_inclusive: line.is_tax_inclusive || price?.is_calculated_price_tax_inclusive,
  }
  if (price && !line.is_custom_price) {
    const isSale = price.calculated_price?.price_list_type === PriceListType.SALE
    const isReduced = isSale && !MathBN.eq(price.original_amount as number, price.calculated_amount as number)
    update.unit_price = price.calculated_amount
    update.compare_at_unit_price = isReduced ? price.original_amount : null
  }
  return update
}

/** Reject a variant without a price. */
export function requirePrices(variants: Variant[]): void {
  const without = variants.filter(({ calculated_price }) => !isPresent(calculated_price?.calculated_amount))
  if (without.length > 0) {
    throw noPrice(without.map(({ id }) => id))
  }
}
