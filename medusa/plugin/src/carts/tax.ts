import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { refreshPaymentCollectionForCartWorkflow, updateTaxLinesWorkflow } from "@medusajs/medusa/core-flows"

import { ConflictError } from "../conflict"
import { PAYING_FIELDS, type Payable, PROVIDER_FAILED, paymentStateOf } from "./paid"

type Moment = Date | string
type Line = {
  id: string
  product_id?: string | null
  product_type_id?: string | null
  is_giftcard?: boolean
  shipping_option_id?: string | null
  tax_lines?: ({ rate: number; created_at: Moment } | null)[]
}
type Address = { country_code?: string | null; province?: string | null; updated_at: Moment }

/** The fields of a cart that show whether its tax is that of its address. */
export type Taxed = {
  id: string
  region?: { automatic_taxes?: boolean } | null
  shipping_address?: Address | null
  items?: (Line | null)[]
  shipping_methods?: (Line | null)[]
}

export const TAXED_FIELDS = [
  "id",
  "region.automatic_taxes",
  "shipping_address.country_code",
  "shipping_address.province",
  "shipping_address.updated_at",
  ...["id", "product_id", "product_type_id", "is_giftcard"].map((field) => `items.${field}`),
  ...["id", "shipping_option_id"].map((field) => `shipping_methods.${field}`),
  ...["items", "shipping_methods"].flatMap((lines) =>
    ["rate", "created_at"].map((field) => `${lines}.tax_lines.${field}`),
  ),
]

/** Medusa's own rates, which depend only on the country and the province. */
const OWN_RATES = "tp_system"

/**
 * Reject the order of a cart whose tax is not that of its address, which an interrupted write can leave.
 *
 * The cart has the correct tax afterwards, so that the shopper sees it, and needs a new payment. A paid
 * cart stays as it is: the operator has to check it. Taxes of other providers are not compared.
 */
export async function requireTaxOfAddress(container: MedusaContainer, cart: Taxed): Promise<void> {
  if (isTaxedSince(cart) || (await hasRatesOfAddress(container, cart))) {
    return
  }
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity: "cart", fields: PAYING_FIELDS, filters: { id: cart.id } })
  const state = await paymentStateOf(container, data[0] as unknown as Payable)
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  if (state === "on its way") {
    logger.error("A cart is paid and cannot be ordered: its tax is not that of its address")
    throw new ConflictError("The cart is paid, and cannot be ordered: its tax is not that of its address")
  }
  if (state === "unknown") {
    throw new ConflictError(PROVIDER_FAILED)
  }
  logger.warn("The tax of a cart was not that of its address, and is computed again")
  await updateTaxLinesWorkflow(container).run({ input: { cart_id: cart.id } })
  await refreshPaymentCollectionForCartWorkflow(container).run({ input: { cart_id: cart.id } })
  throw new ConflictError("The cart's tax has changed: nothing was ordered")
}

/** Whether all tax was computed after the address was written: then nothing has to be compared. */
function isTaxedSince({ region, shipping_address: address, ...cart }: Taxed): boolean {
  if (!region?.automatic_taxes) {
    return true
  }
  return linesOf(cart).every(
    ({ tax_lines }) =>
      address &&
      tax_lines?.length &&
      tax_lines.every((tax) => tax && new Date(tax.created_at) >= new Date(address.updated_at)),
  )
}

async function hasRatesOfAddress(container: MedusaContainer, cart: Taxed): Promise<boolean> {
  const lines = linesOf(cart)
  const expected = await ratesAt(container, cart.shipping_address, lines)
  return !expected || lines.every((line) => isSame(ratesOf(line), expected.get(line.id) ?? []))
}

/** The rates of each line at an address; undefined where another provider computes them. */
async function ratesAt(
  container: MedusaContainer,
  address: Address | null | undefined,
  lines: Line[],
): Promise<Map<string, number[]> | undefined> {
  const rates = new Map<string, number[]>()
  // Without a country Medusa taxes nothing.
  if (!address?.country_code) {
    return rates
  }
  const country_code = address.country_code.toLowerCase()
  const taxes = container.resolve(Modules.TAX)
  const filter = { country_code, parent_id: null } as object
  const [region] = await taxes.listTaxRegions(filter, { select: ["provider_id"] })
  if (!region || region.provider_id !== OWN_RATES) {
    return region ? undefined : rates
  }
  const items = lines.map(({ id, product_id, product_type_id, shipping_option_id }) =>
    shipping_option_id ? { id, shipping_option_id } : { id, product_id, product_type_id },
  )
  const found = await taxes.getTaxLines(items as Parameters<typeof taxes.getTaxLines>[0], {
    address: { country_code, province_code: address.province },
  })
  for (const line of found) {
    const id = "line_item_id" in line ? line.line_item_id : line.shipping_line_id
    rates.set(id, [...(rates.get(id) ?? []), Number(line.rate)])
  }
  return rates
}

function linesOf({ items, shipping_methods }: Pick<Taxed, "items" | "shipping_methods">): Line[] {
  const lines = [...(items ?? []), ...(shipping_methods ?? [])]
  return lines.flatMap((line) => (line && !line.is_giftcard ? line : []))
}

function ratesOf({ tax_lines }: Line): number[] {
  return (tax_lines ?? []).flatMap((tax) => (tax ? Number(tax.rate) : []))
}

function isSame(ones: number[], others: number[]): boolean {
  return [...ones].sort().join() === [...others].sort().join()
}
