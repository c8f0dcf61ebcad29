import type {
  ITaxModuleService,
  ItemTaxLineDTO,
  MedusaContainer,
  ShippingTaxLineDTO,
} from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"

import type { Cart, Line, Method } from "./cart"
import { plain } from "./plain"

type TaxLine = {
  description: string
  tax_rate_id: string | undefined
  code: string | null
  rate: number | null
  provider_id: string
  data: unknown
}
type Taxes = { lines: Map<string, TaxLine[]>; methods: Map<string, TaxLine[]> }

/**
 * Compute the taxes of lines and shipping methods of a cart, as Medusa's step `get-item-tax-lines` does:
 * none without automatic taxes or without a country.
 */
export async function taxesOf(
  container: MedusaContainer,
  cart: Cart,
  lines: Line[],
  methods: Method[],
): Promise<Taxes> {
  const context = contextOf(cart)
  if (!context) {
    return { lines: new Map(), methods: new Map() }
  }
  const service = container.resolve(Modules.TAX)
  type Items = Parameters<ITaxModuleService["getTaxLines"]>[0]
  const { currency_code } = cart
  const found: (ItemTaxLineDTO | ShippingTaxLineDTO)[] = []
  if (lines.length > 0) {
    const taxable = lines
      .filter((line) => !line.is_giftcard)
      .map(({ id, product_id, product_type_id, quantity, unit_price }) => {
        return { id, product_id, product_type_id, quantity, unit_price, currency_code }
      })
    found.push(...(await service.getTaxLines(taxable as unknown as Items, context)))
  }
  if (methods.length > 0) {
    const taxable = methods.map(({ id, shipping_option_id, amount }) => {
      return { id, shipping_option_id, unit_price: amount, currency_code }
    })
    found.push(...(await service.getTaxLines(taxable as unknown as Items, context)))
  }
  const taxes: Taxes = { lines: new Map(), methods: new Map() }
  for (const one of plain(found)) {
    const isLine = "line_item_id" in one && one.line_item_id
    const id = isLine ? one.line_item_id : (one as ShippingTaxLineDTO).shipping_line_id
    const of = isLine ? taxes.lines : taxes.methods
    of.set(id, [...(of.get(id) ?? []), taxLine(one)])
  }
  return taxes
}

function taxLine(one: ItemTaxLineDTO | ShippingTaxLineDTO): TaxLine {
  return {
    description: one.name,
    tax_rate_id: one.rate_id,
    code: one.code,
    rate: one.rate,
    provider_id: one.provider_id,
    data: (one as { data?: unknown }).data,
  }
}

function contextOf(cart: Cart) {
  const { shipping_address: address, customer, shipping_methods } = cart
  if (!cart.region?.automatic_taxes || !address?.country_code) {
    return undefined
  }
  const { country_code, province, address_1, address_2, city, postal_code, metadata } = address
  const context = {
    address: { country_code, province_code: province, address_1, address_2, city, postal_code, metadata },
    customer: customer && {
      id: customer.id,
      email: customer.email,
      customer_groups: customer.groups?.map((group) => group.id) ?? [],
      metadata: customer.metadata,
    },
    is_return: false,
    locale: cart.locale,
    shipping_methods: shipping_methods?.map(({ id, name, shipping_option_id, amount }) => {
      return { id, name, shipping_option_id, amount }
    }),
    additional_context: undefined,
  }
  return context as unknown as Parameters<ITaxModuleService["getTaxLines"]>[1]
}
