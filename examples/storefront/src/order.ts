import type { Order } from "./api"
import { endCart } from "./cart"
import { navigate } from "./router"

const PAYING = "paying"
const PLACED = "placed"

/** Where the payment provider sends the shopper back to: no id is in the address. */
export const RETURN = () => ({
  returnUrl: `${location.origin}/checkout/return`,
  cancelUrl: `${location.origin}/checkout/return`,
})

/** Go to the provider's page; the cart's id stays in this tab until the shopper is back. */
export function leaveToPay(cartId: string, url: string): void {
  sessionStorage.setItem(PAYING, cartId)
  if (!/^https?:/.test(url)) throw new Error("the payment page has no web address")
  location.assign(url)
}

export const payingCart = () => sessionStorage.getItem(PAYING)

/** The order is placed: show it. Its id is in this tab only, because whoever has it can read a guest's order. */
export function finish(order: Order): void {
  sessionStorage.removeItem(PAYING)
  sessionStorage.setItem(PLACED, order.id)
  endCart(order.currency)
  navigate("/thanks", { replace: true })
}

export const placedOrder = () => sessionStorage.getItem(PLACED)
