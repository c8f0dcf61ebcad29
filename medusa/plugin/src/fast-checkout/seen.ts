/** What the shopper saw of a cart; a total only where the checkout does not change it itself. */
export type Seen = {
  items: { id: string; quantity: number; unit_price: number }[]
  codes: string[]
  item_total?: number
  total?: number
  /** What the client expects to pay, with so many digits. */
  expected?: { value: number; currency: string; digits: number }
}
type Cart = {
  currency_code: string
  item_total?: unknown
  total?: unknown
  items?: ({ id: string; quantity: unknown; unit_price: unknown } | null)[]
  promotions?: ({ code?: string | null } | null)[]
}

/** Whether a cart is as the shopper saw it, beyond doubt; the bundle decides what a difference means. */
export function isAsSeen(cart: Cart, { items, codes, item_total, total, expected }: Seen): boolean {
  const lines = (cart.items ?? []).flatMap((line) => line ?? [])
  const isSame = (amount: number | undefined, now: unknown) => amount === undefined || amount === Number(now)
  const known = (cart.promotions ?? []).map((promotion) => promotion?.code)
  return (
    lines.length === items.length &&
    items.every((item) => {
      const line = lines.find(({ id }) => id === item.id)
      return line && isSame(item.quantity, line.quantity) && isSame(item.unit_price, line.unit_price)
    }) &&
    codes.every((code) => known.includes(code)) &&
    isSame(item_total, cart.item_total) &&
    isSame(total, cart.total) &&
    isAsExpected(cart, expected)
  )
}

/** Whether the total is as expected once it is rounded; what lies between two amounts is neither. */
function isAsExpected(cart: Cart, expected: Seen["expected"]): boolean {
  if (!expected) {
    return true
  }
  const half = 0.499 / 10 ** expected.digits
  return (
    expected.currency.toLowerCase() === cart.currency_code &&
    Math.abs(Number(cart.total) - expected.value) < half
  )
}
