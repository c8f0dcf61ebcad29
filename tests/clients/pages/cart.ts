import type { Api } from "./api.js"
import { type ShownLine, shownLine } from "./lines.js"
import { money, units } from "./money.js"

export interface CartPage {
  lines: ShownLine[]
  total: string
  addsUp: boolean
  promotions: string[]
  order: string | undefined
  isOpen: boolean
  version: string
}

export async function cartPage(api: Api, id: string): Promise<CartPage> {
  const { data: cart, error } = await api.GET("/carts/{id}", { params: { path: { id } } })
  if (error) throw new Error(error.message)
  const sum =
    units(cart.subtotal) +
    units(cart.shippingSubtotal) +
    units(cart.taxTotal) -
    units(cart.discountSubtotal) -
    units(cart.creditTotal)
  return {
    lines: cart.items.data.map(shownLine),
    total: money(cart.total),
    addsUp: sum === units(cart.total),
    promotions: (cart.promotions ?? []).map((promotion) => promotion.code),
    order: cart.orderId,
    isOpen: cart.completedAt === undefined,
    version: cart.version,
  }
}
