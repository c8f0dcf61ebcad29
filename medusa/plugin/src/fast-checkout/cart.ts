import type { CustomerDTO, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, filterObjectByKeys } from "@medusajs/framework/utils"

import { OWNER_FIELDS, type Owned } from "../carts/ownership"
import { PAYING_FIELDS, type Payable } from "../carts/paid"
import { internals } from "./internals"
import { plain } from "./plain"

export type Amount = number | string | null
export type Line = {
  id: string
  variant_id?: string | null
  product_id?: string | null
  product_type_id?: string | null
  title: string
  quantity: number
  unit_price: number
  compare_at_unit_price?: number | null
  is_custom_price?: boolean
  is_tax_inclusive?: boolean
  is_giftcard?: boolean
  metadata?: Record<string, unknown> | null
  adjustments?: ({ code?: string | null } | null)[] | null
}
export type Method = {
  id: string
  name: string
  shipping_option_id?: string | null
  amount: number
  data?: object
}
export type Address = Record<string, unknown> & { country_code?: string | null; province?: string | null }

/** A cart with what its lines' prices and taxes depend on. */
export type Cart = Owned &
  Payable & {
    id: string
    completed_at?: Date | string | null
    email?: string | null
    locale?: string | null
    currency_code: string
    region_id?: string | null
    sales_channel_id?: string | null
    metadata?: Record<string, unknown> | null
    customer?: (Partial<CustomerDTO> & { has_account?: boolean }) | null
    region?: { automatic_taxes?: boolean } | null
    shipping_address?: Address | null
    items?: Line[]
    shipping_methods?: Method[]
    promotions?: ({ code?: string } | null)[]
    payment_collection?: (Payable["payment_collection"] & { id: string }) | null
  }

const FIELDS = [
  ...[
    "id",
    "completed_at",
    "metadata",
    "currency_code",
    "email",
    "region.automatic_taxes",
    "shipping_address.*",
  ],
  ...["customer.email", "customer.metadata"],
  ...["items.*", "items.adjustments.code", "promotions.id", "promotions.code", "payment_collection.id"],
  ...["id", "name", "shipping_option_id", "amount", "adjustments.code"].map(
    (name) => `shipping_methods.${name}`,
  ),
  ...OWNER_FIELDS,
  ...PAYING_FIELDS,
]

/** Read a cart; undefined when there is none. */
export async function readCart(
  container: MedusaContainer,
  id: string,
  more: string[],
): Promise<Cart | undefined> {
  const fields = [...new Set([...FIELDS, ...more])]
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity: "cart", fields, filters: { id } })
  return plain(data[0]) as unknown as Cart | undefined
}

/**
 * Return what Medusa's workflows compute a cart's prices from, and no more: any property could be the
 * attribute of a price's rule.
 */
export function pricingContext(cart: Cart): Record<string, unknown> {
  const { customer } = cart
  const known = customer as { id: string; groups?: { id: string }[] } | null | undefined
  return {
    ...filterObjectByKeys(cart, internals().cartFieldsForPricingContext),
    customer: known && { id: known.id, groups: known.groups?.map(({ id }) => ({ id })) },
    region: undefined,
    currency_code: cart.currency_code,
    region_id: cart.region_id,
    customer_id: cart.customer_id,
  }
}
