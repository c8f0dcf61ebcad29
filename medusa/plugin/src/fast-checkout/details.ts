import type { CustomerDTO, MedusaContainer } from "@medusajs/framework/types"
import { generateEntityId, MedusaError, Modules, validateEmail } from "@medusajs/framework/utils"

import type { Address, Cart } from "./cart"
import { plain } from "./plain"

/** What a checkout writes to the cart itself. */
export type Details = {
  shipping_address?: Address
  billing_address?: Address
  email?: string
  metadata?: Record<string, unknown>
}
type Payer = { customer: Partial<CustomerDTO> & { id: string }; email: string; isNew: boolean }
type Region = { id: string; name: string; currency_code: string; countries?: { iso_2: string }[] }

const NO_ADDRESS: Address = {
  ...{ customer_id: null, company: null, first_name: null, last_name: null, phone: null },
  ...{ address_1: null, address_2: null, city: null, postal_code: null, metadata: null },
  ...{ country_code: null, province: null },
}

/** Whether all lines are priced and taxed again with a new address, as `update-cart` decides it. */
export function movesTaxes({ shipping_address: address }: Details, cart: Cart): boolean {
  const before = cart.shipping_address
  const isOther = (now: unknown, was: unknown) => now !== undefined && now !== was
  return (
    address !== undefined &&
    (isOther(address.country_code?.toLowerCase(), before?.country_code?.toLowerCase()) ||
      ["province", "postal_code", "city"].some((part) => isOther(address[part], before?.[part])))
  )
}

/** Reject an address in a country that is none of the region's. */
export function requireCountry(cart: Cart, { shipping_address: address }: Details): void {
  const region = cart.region as Region
  const country = address?.country_code
  if (country && !region.countries?.some(({ iso_2 }) => iso_2 === country)) {
    const said = `Country with code ${country} is not within region ${region.name}`
    throw new MedusaError(MedusaError.Types.INVALID_DATA, said)
  }
}

/**
 * Find the customer of an email, as Medusa's step `find-or-create-customer` does, or make up the guest that it
 * would create; undefined when no email is given.
 */
export async function payerOf(
  container: MedusaContainer,
  cart: Cart,
  email: string | undefined,
): Promise<Payer | undefined> {
  if (email === undefined) {
    return undefined
  }
  const service = container.resolve(Modules.CUSTOMER)
  const valid = validateEmail(email)
  const first = async (filters: object) =>
    (await service.listCustomers(filters, { relations: ["groups"] }))[0]
  const known = cart.customer_id ? (cart.customer as CustomerDTO) : await first({ email: valid })
  if (known?.has_account) {
    return { customer: plain(known), email, isNew: false }
  }
  const isSame = known?.email === valid
  const guest = known && !isSame ? await first({ email: valid, has_account: false }) : known
  if (guest) {
    return { customer: plain(guest), email: guest.email, isNew: false }
  }
  const id = generateEntityId(undefined, "cus")
  return { customer: { id, email: valid, has_account: false }, email: valid, isNew: true }
}

/** Return the cart as it will be read once the details are written. */
export function withDetails(cart: Cart, details: Details, payer: Payer | undefined): Cart {
  const { shipping_address: address } = details
  return {
    ...cart,
    ...(address && { shipping_address: { ...NO_ADDRESS, ...address } }),
    ...(payer && {
      email: payer.email,
      customer_id: payer.customer.id,
      customer: {
        metadata: null,
        ...payer.customer,
        groups: payer.customer.groups ?? [],
      } as Cart["customer"],
    }),
  }
}

/** Return what `update-cart` writes of the details. */
export function updateOf(cart: Cart, details: Details, payer: Payer | undefined): Record<string, unknown> {
  const { id, currency_code } = cart.region as Region
  return {
    id: cart.id,
    ...details,
    currency_code,
    region_id: id,
    ...(payer && { customer_id: payer.customer.id, email: payer.email }),
  }
}
