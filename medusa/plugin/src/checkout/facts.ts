import type { MedusaContainer } from "@medusajs/framework/types"
import {
  ContainerRegistrationKeys,
  getVariantAvailability,
  Modules,
  ProductStatus,
} from "@medusajs/framework/utils"

import { isGuests, OWNER_FIELDS, type Owned } from "../carts/ownership"
import { soldVariants } from "../carts/sales-channel"

/** What decides whether a cart can become an order, and the Store API does not return. */
export type CheckoutFacts = {
  /** One entry per line: whether it is still sold here, and the available quantity (null: unlimited). */
  lines: {
    id: string
    is_for_sale: boolean
    available_quantity: number | null
    shipping_profile_id: string | null
  }[]
  /** The cart's shipping options and those that were named, as far as they exist. */
  shipping_options: { id: string; shipping_profile_id: string | null }[]
  /** The options that deliver to the cart's region, while no country decides it; null once one does. */
  deliverable_option_ids: string[] | null
}

/** The order that a cart became, and whose it is. */
export type PlacedOrder = {
  id: string
  customer_id: string | null
  customer: { has_account: boolean } | null
}

type Line = {
  id: string
  variant_id?: string | null
  variant?: {
    manage_inventory?: boolean
    allow_backorder?: boolean
    product?: {
      status?: string
      shipping_profile?: { id: string } | null
    } | null
  } | null
}

type Cart = Owned & {
  id: string
  completed_at?: Date | string | null
  sales_channel_id?: string | null
  shipping_address?: { country_code?: string | null } | null
  region?: { countries?: ({ iso_2: string } | null)[] } | null
  shipping_methods?: ({ shipping_option_id?: string | null } | null)[]
  items?: (Line | null)[]
}

const PRODUCT = "items.variant.product"
const CART_FIELDS = [
  "id",
  "completed_at",
  "sales_channel_id",
  "shipping_address.country_code",
  "region.countries.iso_2",
  "shipping_methods.shipping_option_id",
  "items.id",
  "items.variant_id",
  "items.variant.manage_inventory",
  "items.variant.allow_backorder",
  `${PRODUCT}.status`,
  `${PRODUCT}.shipping_profile.id`,
  ...OWNER_FIELDS,
]

/** Read a cart for its checkout; undefined when there is none. */
export async function readForCheckout(container: MedusaContainer, id: string): Promise<Cart | undefined> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity: "cart", fields: CART_FIELDS, filters: { id } })
  return data[0] as Cart | undefined
}

export async function checkoutFacts(
  container: MedusaContainer,
  cart: Cart,
  optionIds: string[],
): Promise<CheckoutFacts> {
  const lines = (cart.items ?? []).flatMap((line) => line ?? [])
  const chosen = (cart.shipping_methods ?? []).flatMap((method) => method?.shipping_option_id ?? [])
  const [sold, available, shipping_options, deliverable_option_ids] = await Promise.all([
    linesForSale(container, lines, cart.sales_channel_id),
    availableQuantities(container, lines, cart.sales_channel_id),
    namedOptions(container, [...new Set([...chosen, ...optionIds])]),
    optionsOfRegion(container, cart),
  ])
  return {
    lines: lines.map((line) => ({
      id: line.id,
      is_for_sale: sold.includes(line),
      available_quantity: available(line),
      shipping_profile_id: line.variant?.product?.shipping_profile?.id ?? null,
    })),
    shipping_options,
    deliverable_option_ids,
  }
}

export async function orderOfCart(
  container: MedusaContainer,
  cartId: string,
): Promise<PlacedOrder | undefined> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data: links } = await query.graph({
    entity: "order_cart",
    fields: ["order_id"],
    filters: { cart_id: cartId },
  })
  const id: string | undefined = links[0]?.order_id
  if (id === undefined) {
    return undefined
  }
  const { data } = await query.graph({ entity: "order", fields: ["id", ...OWNER_FIELDS], filters: { id } })
  const order = data[0] as (Owned & { id: string }) | undefined
  return (
    order && {
      id: order.id,
      customer_id: order.customer_id ?? null,
      customer: order.customer_id ? { has_account: !isGuests(order) } : null,
    }
  )
}

/** Return the lines that are for sale; one without a variant was added by the operator and always is. */
async function linesForSale(
  container: MedusaContainer,
  lines: Line[],
  channelId: string | null | undefined,
): Promise<Line[]> {
  const ids = [...new Set(lines.flatMap((line) => line.variant_id ?? []))]
  const sold = channelId && ids.length > 0 ? await soldVariants(container, [channelId], { ids }) : undefined
  return lines.filter(
    ({ variant_id, variant }) =>
      !variant_id ||
      (variant?.product?.status === ProductStatus.PUBLISHED &&
        (!sold || sold.some(({ id }) => id === variant_id))),
  )
}

async function availableQuantities(
  container: MedusaContainer,
  lines: Line[],
  channelId: string | null | undefined,
): Promise<(line: Line) => number | null> {
  const counted = lines.filter(
    ({ variant_id, variant }) => variant_id && variant?.manage_inventory && !variant.allow_backorder,
  )
  const ids = [...new Set(counted.flatMap((line) => line.variant_id ?? []))]
  if (ids.length === 0 || !channelId) {
    return () => null
  }
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const found = await getVariantAvailability(query, { variant_ids: ids, sales_channel_id: channelId })
  // Medusa returns null for a managed variant without a stock record, and sells none of it.
  return (line) => (counted.includes(line) ? (found[line.variant_id ?? ""]?.availability ?? 0) : null)
}

async function namedOptions(
  container: MedusaContainer,
  ids: string[],
): Promise<CheckoutFacts["shipping_options"]> {
  if (ids.length === 0) {
    return []
  }
  const options = await container
    .resolve(Modules.FULFILLMENT)
    .listShippingOptions({ id: ids }, { select: ["id", "shipping_profile_id"] })
  return options.map(({ id, shipping_profile_id }) => ({ id, shipping_profile_id }))
}

async function optionsOfRegion(container: MedusaContainer, cart: Cart): Promise<string[] | null> {
  const countries = (cart.region?.countries ?? []).flatMap((country) => country?.iso_2.toLowerCase() ?? [])
  if (cart.shipping_address?.country_code || countries.length === 0) {
    return null
  }
  const options = await container
    .resolve(Modules.FULFILLMENT)
    .listShippingOptions({ service_zone: { geo_zones: { country_code: countries } } } as object, {
      select: ["id"],
      take: null,
    })
  return options.map(({ id }) => id)
}
