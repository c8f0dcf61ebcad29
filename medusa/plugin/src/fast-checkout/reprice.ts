import type { IPricingModuleService, MedusaContainer } from "@medusajs/framework/types"
import { filterObjectByKeys, isDefined, MedusaError, Modules, ProductStatus } from "@medusajs/framework/utils"

import type { Cart, Line } from "./cart"
import { internals } from "./internals"
import { noPrice } from "./lines"
import { plain } from "./plain"
import { project, relationsIn } from "./project"
import type { Price, Variant } from "./variants"

type Context = NonNullable<Parameters<IPricingModuleService["calculatePrices"]>[1]>["context"]
/** A line with its variant, as it is read for `repriced`. */
export type PricedLine = Line & { variant?: Variant | null }

/** The fields of a cart's lines that `repriced` reads. */
export function repriceFields(): string[] {
  const { productVariantsFields } = internals()
  // Stock decides whether a new line has to be shipped; a line that is there says so itself.
  const fields = [...productVariantsFields.filter((field) => !field.startsWith("inventory_items"))]
  return [...fields, "price_set.id"].map((field) => `items.variant.${field}`)
}

/** Price all lines again, as `get-variant-items-with-prices-workflow` does; returns what changes. */
export async function repriced(
  container: MedusaContainer,
  cart: Cart,
): Promise<(Record<string, unknown> & { id: string })[]> {
  const lines = (cart.items ?? []) as PricedLine[]
  const prices = await pricesOf(container, cart, lines)
  requireSold(lines)
  const isCustom = (line: Line) => line.is_custom_price ?? isDefined(line.unit_price)
  const unpriced = lines.filter((line) => line.variant_id && !prices.has(line.id) && !isCustom(line))
  if (unpriced.length > 0) {
    throw noPrice(unpriced.flatMap(({ variant_id }) => variant_id ?? []))
  }
  return lines.flatMap((line) => {
    const price = prices.get(line.id)
    const variant = line.variant ? { ...line.variant, calculated_price: price } : undefined
    const isPriced = variant && price && !isCustom(line)
    const prepared = internals().prepareLineItemData({
      item: line,
      variant: variant as object,
      cartId: cart.id,
      unitPrice: isPriced ? price.calculated_amount : line.unit_price,
      isTaxInclusive: isPriced
        ? price.is_calculated_price_tax_inclusive
        : (line.is_tax_inclusive ?? price?.is_calculated_price_tax_inclusive),
      isCustomPrice: isCustom(line),
    })
    const changed = changesOf(line, plain(prepared))
    return Object.keys(changed).length > 0 ? [{ ...changed, id: line.id }] : []
  })
}

function changesOf(line: Line, prepared: Record<string, unknown>): Record<string, unknown> {
  const before = line as unknown as Record<string, unknown>
  return Object.fromEntries(
    Object.entries(prepared).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name] ?? null),
    ),
  )
}

function requireSold(lines: PricedLine[]): void {
  const unsold = lines.filter(
    ({ variant_id, variant }) => variant_id && variant?.product?.status !== ProductStatus.PUBLISHED,
  )
  if (unsold.length > 0) {
    const ids = unsold.map(({ variant_id }) => variant_id).join(", ")
    throw new MedusaError(
      MedusaError.Types.INVALID_DATA,
      `Variants ${ids} do not exist or belong to a product that is not published`,
    )
  }
}

/** Return the price of each line, by its id; one call for the lines with the same quantity. */
async function pricesOf(
  container: MedusaContainer,
  cart: Cart,
  lines: PricedLine[],
): Promise<Map<string, Price>> {
  const known = lines.filter((line) => line.variant_id && line.variant)
  const without = known.filter((line) => !line.variant?.price_set?.id && !line.unit_price)
  if (without.length > 0) {
    throw noPrice(without.flatMap(({ variant_id }) => variant_id ?? []))
  }
  const groups = new Map<string, PricedLine[]>()
  for (const line of known.filter(({ variant }) => variant?.price_set?.id)) {
    const key = `${line.quantity} ${!!line.unit_price}`
    groups.set(key, [...(groups.get(key) ?? []), line])
  }
  const base = contextOf(cart)
  const service = container.resolve(Modules.PRICING)
  const prices = new Map<string, Price>()
  const setOf = (line: PricedLine) => line.variant?.price_set?.id ?? ""
  for (const group of groups.values()) {
    const quantity = group[0]?.quantity
    const context = { ...base, quantity, is_custom_price: !!group[0]?.unit_price } as unknown as Context
    const found = plain(await service.calculatePrices({ id: group.map(setOf) }, { context }))
    const sets = new Map((found as unknown as Price[]).map((price) => [price.id, price]))
    for (const line of group) {
      const price = sets.get(setOf(line))
      if (price) {
        prices.set(line.id, price)
      }
    }
  }
  return prices
}

/** Return what the lines' prices are computed from: here Medusa has the whole customer and region. */
function contextOf(cart: Cart): Record<string, unknown> {
  const { cartFieldsForPricingContext, cartFieldsForRefreshSteps } = internals()
  const known = project(cart, cartFieldsForRefreshSteps, relationsIn(cartFieldsForRefreshSteps)) as Cart
  return {
    ...filterObjectByKeys(known, cartFieldsForPricingContext),
    customer: known.customer,
    region: known.region,
    currency_code: cart.currency_code,
    region_id: cart.region_id,
    customer_id: cart.customer_id,
  }
}
