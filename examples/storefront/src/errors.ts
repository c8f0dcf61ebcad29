import { ApiError, type ErrorCode, type ErrorDetail } from "medusa-storefront-bundle-client"

import { type Text, t } from "./display"

/** What a shopper can do about it; other codes are worded by their status. */
const WORDS: Partial<Record<ErrorCode, Text>> = {
  address_missing: "Please save an address first: the invoice needs one.",
  address_incomplete: "The address is not complete.",
  cart_changed: "Something in your cart has changed. Nothing was ordered: please check it.",
  cart_completed: "This cart has been ordered already.",
  cart_empty: "Your cart is empty.",
  cart_incomplete: "Something is missing before this can be ordered.",
  cart_paid: "This cart is paid already and cannot be changed.",
  country_not_in_region: "We do not deliver to this country in this currency.",
  email_has_account: "There is an account with this email: please sign in.",
  invalid_email: "This is not a valid email address.",
  invalid_quantity: "This quantity is not possible.",
  lines_unavailable: "Some items cannot be bought as they are.",
  not_for_sale: "This is no longer for sale.",
  not_returnable: "This can no longer be sent back.",
  order_cancelled: "This order is cancelled.",
  order_changing: "This order is being changed, or has been asked for already. Please look into your mail.",
  order_unpaid: "Your order was placed, but the payment failed: please contact us.",
  out_of_stock: "There are not that many left.",
  paid_not_orderable: "Your payment arrived, but the order could not be placed: please contact us.",
  payment_action_required: "The payment is not finished yet.",
  payment_failed: "The payment was declined or cancelled. Nothing was ordered.",
  payment_not_ready: "Please choose how to pay.",
  payment_provider_failed: "This payment method does not work at the moment. Please choose another one.",
  payment_provider_unavailable: "This payment method is not available for this cart.",
  plan_worth_less:
    "What is left of your plan is worth more than this one. Cancel it, and buy this one after its end.",
  product_unknown: "There is no such article.",
  promotion_needs_customer: "This code is for customers: please sign in first.",
  promotion_not_applicable: "This code does not apply to your cart, or has been used up.",
  promotion_unknown: "There is no such code.",
  promotion_used_up: "This code has been used up.",
  serial_number_taken: "This serial number is registered already. Please contact us.",
  service_ended: "This service has ended. Please buy it again.",
  service_without_period: "This service is paid once: there is nothing to renew or cancel.",
  shipping_option_unavailable: "This delivery is no longer available. Please choose another one.",
  sign_in_required: "Please sign in.",
  invalid_token: "Your session has expired. Please sign in again: your cart is safe.",
  too_many_lines: "Your cart is full.",
  too_many_assets: "You have registered as many devices as one can. Please contact us.",
  total_mismatch: "The total has changed. Nothing was ordered: please check it.",
  transfer_token_invalid: "This link is used up, or no one asks for this order any more.",
}

export type Lines = readonly { id: string; product: { name: string } }[]

/** Say what went wrong as a person would want to hear it; with the cart's lines, of which one. */
export function explain(error: unknown, lines: Lines = []): string {
  if (!(error instanceof ApiError)) {
    return t("The shop cannot be reached. Check your connection and try again.")
  }
  const causes = new Set(error.details.map((detail) => explainDetail(detail, lines)).filter(Boolean))
  if (causes.size > 0) return [...causes].join(" ")
  const known = error.code && WORDS[error.code]
  if (known) return t(known)
  if (error.status === 401) return t("Your session has expired. Please sign in again: your cart is safe.")
  if (error.status === 404 || error.status === 403) return t("This does not exist, or is not yours.")
  if (error.status === 429) return t("Too much at once. Please wait a moment and try again.")
  if (error.status >= 500) return t("The shop has a problem at the moment. Please try again in a minute.")
  return t("This did not work. Please check what you entered.")
}

/** Say what is wrong with one line or field, if there are words for it. */
function explainDetail({ code, available, lineId }: ErrorDetail, lines: Lines): string {
  const name = lines.find(({ id }) => id === lineId)?.product.name
  const known = WORDS[code as ErrorCode]
  const words =
    code === "out_of_stock" && available !== undefined
      ? available > 0
        ? t("Only {count} left.", { count: available })
        : t("Sold out.")
      : known && t(known)
  return words && name ? `${name}: ${words}` : (words ?? "")
}

export function hasCode(error: unknown, ...codes: ErrorCode[]): error is ApiError {
  return error instanceof ApiError && error.code !== undefined && codes.includes(error.code)
}

export const isMissing = (error: unknown) => error instanceof ApiError && [403, 404].includes(error.status)
