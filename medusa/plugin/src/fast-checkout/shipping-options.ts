import type { MedusaContainer } from "@medusajs/framework/types"
import {
  ContainerRegistrationKeys,
  isDefined,
  isPresent,
  MedusaError,
  Modules,
  QueryContext,
  remoteQueryObjectFromString,
} from "@medusajs/framework/utils"

import type { Cart, Method } from "./cart"
import { internals } from "./internals"
import { plain } from "./plain"

type Price = { calculated_amount?: number | null; is_calculated_price_tax_inclusive?: boolean }
type Option = {
  id: string
  name: string
  price_type: string
  provider_id: string
  shipping_profile_id: string | null
  data?: Record<string, unknown> | null
  service_zone: { fulfillment_set_id: string }
  prices?: ({ price_rules?: ({ attribute?: string } | null)[] | null } | null)[] | null
}
/** A shipping option as priced for a cart. */
export type PricedOption = Option & { calculated_price?: Price; stock_location?: object }
type Location = { id: string; fulfillment_sets: { id: string }[] }
type Profiled = { requires_shipping?: boolean; variant?: { product?: { shipping_profile?: { id: string } } } }
/** A cart as the options' prices are computed from. */
export type DeliveredCart = Omit<Cart, "items"> & { items?: (Profiled & Cart["items"])[] }

const OPTION_FIELDS = [
  ...["id", "name", "price_type", "service_zone_id", "service_zone.fulfillment_set_id"],
  "service_zone.fulfillment_set.type",
  ...["shipping_profile_id", "provider_id", "data", "type.id", "type.label", "type.description", "type.code"],
  ...["provider.id", "provider.is_enabled", "rules.attribute", "rules.value", "rules.operator"],
]
const FLAT_FIELDS = [...OPTION_FIELDS, "calculated_price.*", "prices.*", "prices.price_rules.*"]

/** What an option's price for a cart is computed from. */
export function deliveryFields(): string[] {
  const fields = internals().cartFieldsForCalculateShippingOptionsPrices
  return [...fields, "sales_channel_id", "item_total", "total"]
}

/** The attributes of prices' rules whose values stay as they are when a shipping method is chosen. */
const UNMOVED = ["item_total", "region_id", "currency_code"]

/** Whether an option costs the same once it is chosen: the cart's total is another then. */
export function isPriceFixed({ price_type, prices }: PricedOption): boolean {
  const rules = (prices ?? []).flatMap((price) => price?.price_rules ?? [])
  return price_type === "flat" && rules.every((rule) => rule && UNMOVED.includes(rule.attribute ?? ""))
}

/** Medusa's own provider, which reads nothing of a cart. */
const OWN_PROVIDER = "manual_"

/** Whether an option costs the same with other addresses, taxes and customers, for lines of the same total. */
export function isPlain(option: PricedOption): boolean {
  return option.provider_id.startsWith(OWN_PROVIDER) && isPriceFixed(option)
}

/** Whether an option costs something else with another total of the lines, as in "free from 100". */
export function dependsOnTotal({ prices }: PricedOption): boolean {
  const rules = (prices ?? []).flatMap((price) => price?.price_rules ?? [])
  return rules.some((rule) => rule?.attribute === "item_total")
}

/** Read a cart with its shipping methods and what the prices of its shipping options depend on. */
export async function readDelivery(container: MedusaContainer, cartId: string): Promise<Cart> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "cart",
    fields: [...deliveryFields(), "shipping_methods.*"],
    filters: { id: cartId },
  })
  return plain(data[0]) as unknown as Cart
}

/**
 * Price shipping options for a cart, as Medusa's workflow `list-shipping-options-for-cart-with-pricing` does:
 * those that do not deliver it are left out.
 */
export async function priceOptions(
  container: MedusaContainer,
  { shipping_methods: _, ...cart }: Cart,
  wanted: { id: string; data?: object }[],
): Promise<PricedOption[]> {
  if (wanted.length === 0) {
    return []
  }
  const locations = await locationsOf(container, cart.sales_channel_id)
  const common = commonQuery(cart, [...locations.keys()], wanted)
  const known = await container
    .resolve(Modules.FULFILLMENT)
    .listShippingOptions({ id: wanted.map(({ id }) => id) }, { select: ["id", "price_type"] })
  const idsOf = (isFlat: boolean) =>
    known.filter((option) => (option.price_type === "flat") === isFlat).map((option) => option.id)
  const [flat, calculated] = await Promise.all([
    readOptions(container, FLAT_FIELDS, {
      ...common,
      id: idsOf(true),
      calculated_price: { context: cart },
    }),
    readOptions(container, OPTION_FIELDS, { ...common, id: idsOf(false) }),
  ])
  const locationOf = (option: Option) => locations.get(option.service_zone.fulfillment_set_id)
  const prices = await calculate(container, cart, wanted, calculated, locationOf)
  return [
    ...flat.map((option) => ({ ...option, stock_location: locationOf(option) })),
    ...calculated.map((option, index) => ({
      ...option,
      calculated_price: prices[index],
      stock_location: locationOf(option),
    })),
  ]
}

async function locationsOf(
  container: MedusaContainer,
  channelId: string | null | undefined,
): Promise<Map<string, Location>> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "sales_channels",
    filters: { id: channelId ?? "" },
    fields: [
      ...["stock_locations.id", "stock_locations.name", "stock_locations.address.*"],
      "stock_locations.fulfillment_sets.id",
    ],
  })
  const locations = (plain(data[0]) as unknown as { stock_locations: Location[] }).stock_locations
  return new Map(
    locations.flatMap((location) => location.fulfillment_sets.map(({ id }) => [id, location] as const)),
  )
}

function commonQuery(cart: Omit<Cart, "shipping_methods">, setIds: string[], wanted: { id: string }[]) {
  const { shipping_address: address } = cart
  return {
    context: QueryContext({ is_return: "false", enabled_in_store: "true" }),
    filters: {
      id: wanted.map(({ id }) => id),
      fulfillment_set_id: setIds,
      address: {
        country_code: address?.country_code,
        province_code: address?.province,
        city: address?.city,
        postal_expression: address?.postal_code,
      },
    } as object,
  }
}

/** Medusa's own query with the ids of no option returns all that the filters allow. */
async function readOptions(
  container: MedusaContainer,
  fields: string[],
  variables: object,
): Promise<Option[]> {
  if ((variables as { id: string[] }).id.length === 0) {
    return []
  }
  const remoteQuery = container.resolve(ContainerRegistrationKeys.REMOTE_QUERY)
  const query = remoteQueryObjectFromString({ entryPoint: "shipping_options", fields, variables })
  return plain((await remoteQuery(query)) as Option[])
}

async function calculate(
  container: MedusaContainer,
  cart: Omit<Cart, "shipping_methods">,
  wanted: { id: string; data?: object }[],
  options: Option[],
  locationOf: (option: Option) => Location | undefined,
): Promise<Price[]> {
  if (options.length === 0) {
    return []
  }
  const service = container.resolve(Modules.FULFILLMENT)
  const input = options.map((option) => ({
    id: option.id,
    optionData: option.data,
    context: {
      ...cart,
      items: internals().filterCartItemsByShippingProfile(cart.items, option.shipping_profile_id),
      from_location: locationOf(option),
    },
    data: wanted.find(({ id }) => id === option.id)?.data,
    provider_id: option.provider_id,
  }))
  type Input = Parameters<typeof service.calculateShippingOptionsPrices>[0]
  return plain((await service.calculateShippingOptionsPrices(input as unknown as Input)) as Price[])
}

/** The changes that a cart's new prices and lines bring to its shipping methods. */
export type MethodChanges = { remove: string[]; update: Partial<Method>[] }

/**
 * Return the changes to a cart's shipping methods, as Medusa's workflow `refresh-cart-shipping-methods` makes
 * them: a method goes when its option delivers no longer, has no price, or nothing is left of its profile.
 */
export function methodChanges(cart: Cart, options: PricedOption[]): MethodChanges {
  const methods = cart.shipping_methods ?? []
  const items = (cart.items ?? []) as unknown as Profiled[]
  const needed = new Set(
    items
      .filter((item) => item.requires_shipping)
      .map((item) => item.variant?.product?.shipping_profile?.id)
      .filter(Boolean),
  )
  const changes: MethodChanges = { remove: [], update: [] }
  for (const { id, shipping_option_id } of methods) {
    const option = options.find((one) => one.id === shipping_option_id)
    const amount = option?.calculated_price?.calculated_amount
    const profile = option?.shipping_profile_id
    const isOrphan = methods.length > 1 && profile && !needed.has(profile)
    if (!option || !isPresent(option) || !isDefined(amount) || isOrphan) {
      changes.remove.push(id)
      continue
    }
    changes.update.push({
      id,
      shipping_option_id: option.id,
      name: option.name,
      amount: amount as number,
      is_tax_inclusive: option.calculated_price?.is_calculated_price_tax_inclusive,
    } as Partial<Method>)
  }
  return changes
}

/** Bring a cart's shipping methods up to date with its lines. */
export async function refreshMethods(container: MedusaContainer, cartId: string): Promise<void> {
  const cart = await readDelivery(container, cartId)
  const wanted = (cart.shipping_methods ?? []).flatMap(({ shipping_option_id: id, data }) =>
    id ? [{ id, data }] : [],
  )
  if (wanted.length === 0) {
    return
  }
  const { remove, update } = methodChanges(cart, await priceOptions(container, cart, wanted))
  const carts = container.resolve(Modules.CART)
  if (remove.length > 0) {
    await carts.softDeleteShippingMethods(remove)
  }
  if (update.length > 0) {
    await carts.updateShippingMethods(update as never)
  }
}

/** Reject options that do not deliver the cart. */
export function requireDelivered(wanted: { id: string }[], options: PricedOption[]): void {
  if (wanted.some(({ id }) => !options.some((option) => option.id === id))) {
    throw new MedusaError(MedusaError.Types.INVALID_DATA, "Shipping Options are invalid for cart.")
  }
}

/** Reject options that do not deliver the cart, or have no price. */
export function requireOptions(wanted: { id: string }[], options: PricedOption[]): void {
  requireDelivered(wanted, options)
  const unpriced = options.filter((option) => !isDefined(option.calculated_price?.calculated_amount))
  if (unpriced.length > 0) {
    const ids = unpriced.map(({ id }) => id).join(", ")
    throw new MedusaError(
      MedusaError.Types.INVALID_DATA,
      `Shipping options with IDs ${ids} do not have a price`,
    )
  }
}
