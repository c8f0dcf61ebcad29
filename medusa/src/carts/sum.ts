import { refreshPaymentCollectionForCartWorkflow, updateTaxLinesWorkflow } from "@medusajs/medusa/core-flows"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, MathBN, Modules } from "@medusajs/framework/utils"

import { ConflictError } from "../conflict"
import { type Payable, paymentStateOf, PAYING_FIELDS } from "./paid"

type Amount = { value: string; precision: number }
type Taxed = { id: string; tax_lines?: ({ rate: number } | null)[] }
type Line = Taxed & { product_id: string; product_type_id?: string | null; is_giftcard?: boolean }
type Method = Taxed & { shipping_option_id: string }
type Cart = Payable & {
  id: string
  completed_at?: Date | string | null
  currency_code: string
  raw_total: Amount
  region?: { automatic_taxes?: boolean } | null
  shipping_address?: { country_code?: string | null; province?: string | null } | null
  items?: (Line | null)[]
  shipping_methods?: (Method | null)[]
  payment_collection?: { raw_amount: Amount; currency_code: string } | null
}

const FIELDS = [
  "id",
  "completed_at",
  "currency_code",
  "total",
  "region.automatic_taxes",
  "shipping_address.country_code",
  "shipping_address.province",
  "items.product_id",
  "items.product_type_id",
  "items.is_giftcard",
  "items.tax_lines.rate",
  "shipping_methods.shipping_option_id",
  "shipping_methods.tax_lines.rate",
  "payment_collection.raw_amount",
  "payment_collection.currency_code",
  ...PAYING_FIELDS,
]

/** Medusa's own rates, which depend on the country and the province alone. */
const OWN_RATES = "tp_system"

/**
 * Refuses to order a cart whose tax is not that of its address, or whose payment is for another sum.
 *
 * A write that died half-way leaves such a cart. It has the right sum afterwards, so that the shopper sees it,
 * and its payment begins anew; a cart that is paid stays as it is, for the shop to look at. Taxes that another
 * provider than Medusa computes are not compared: each look would be a call to it.
 */
export async function requireRightSum(container: MedusaContainer, cartId: string): Promise<void> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity: "cart", fields: FIELDS, filters: { id: cartId } })
  const cart = data[0] as unknown as Cart | undefined
  if (!cart || cart.completed_at) {
    return
  }
  const isTaxed = await hasTaxOfAddress(container, cart)
  if (isTaxed && hasPaymentOfTotal(cart)) {
    return
  }
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  const state = await paymentStateOf(container, cart)
  if (state === "on its way") {
    logger.error("A cart is paid, and cannot be ordered: its tax or its payment is not that of the cart")
    throw new ConflictError("The cart is paid, but cannot be ordered: its total has changed")
  }
  if (state === "unknown") {
    throw new ConflictError("The payment provider failed: nothing was changed")
  }
  logger.warn("A cart's tax or payment was not that of the cart, and is brought up to date")
  if (!isTaxed) {
    await updateTaxLinesWorkflow(container).run({ input: { cart_id: cartId } })
  }
  await refreshPaymentCollectionForCartWorkflow(container).run({ input: { cart_id: cartId } })
  throw new ConflictError("The cart's total has changed: nothing was ordered")
}

function hasPaymentOfTotal({ payment_collection: payment, raw_total, currency_code }: Cart): boolean {
  if (!payment || MathBN.lte(raw_total, 0)) {
    return true
  }
  return payment.currency_code === currency_code && MathBN.eq(payment.raw_amount, raw_total)
}

/** Whether each line has the rates that Medusa would give it now, where Medusa's own rates decide. */
async function hasTaxOfAddress(container: MedusaContainer, cart: Cart): Promise<boolean> {
  if (!cart.region?.automatic_taxes) {
    return true
  }
  const lines = (cart.items ?? []).flatMap((line) => (line && !line.is_giftcard ? line : []))
  const methods = (cart.shipping_methods ?? []).flatMap((method) => method ?? [])
  const expected = await ratesAt(container, cart.shipping_address, lines, methods)
  return !expected || [...lines, ...methods].every((one) => isSame(ratesOf(one), expected.get(one.id) ?? []))
}

/** The rates of each line at an address; undefined where another provider computes them. */
async function ratesAt(
  container: MedusaContainer,
  address: Cart["shipping_address"],
  lines: Line[],
  methods: Method[],
): Promise<Map<string, number[]> | undefined> {
  // Without a country Medusa taxes nothing.
  if (!address?.country_code) {
    return new Map()
  }
  const country_code = address.country_code.toLowerCase()
  const taxes = container.resolve(Modules.TAX)
  const [region] = await taxes.listTaxRegions({ country_code, parent_id: null } as object, { select: ["provider_id"] })
  if (region && region.provider_id !== OWN_RATES) {
    return undefined
  }
  const items = [
    ...lines.map(({ id, product_id, product_type_id }) => ({ id, product_id, product_type_id })),
    ...methods.map(({ id, shipping_option_id }) => ({ id, shipping_option_id })),
  ]
  const found = region
    ? await taxes.getTaxLines(items as Parameters<typeof taxes.getTaxLines>[0], {
        address: { country_code, province_code: address.province },
      })
    : []
  const rates = new Map<string, number[]>()
  for (const line of found) {
    const id = "line_item_id" in line ? line.line_item_id : line.shipping_line_id
    rates.set(id, [...(rates.get(id) ?? []), Number(line.rate)])
  }
  return rates
}

function isSame(ones: number[], others: number[]): boolean {
  return [...ones].sort().join() === [...others].sort().join()
}

function ratesOf({ tax_lines }: Taxed): number[] {
  return (tax_lines ?? []).flatMap((line) => (line ? Number(line.rate) : []))
}
