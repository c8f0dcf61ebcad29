import type { Price } from "./api.js"

export function money(price: Price): string {
  return new Intl.NumberFormat("en-IE", { style: "currency", currency: price.currency }).format(price.value)
}

/** The amount in the currency's smallest unit: a whole number, which can be added up. */
export function units(price: Price | undefined): number {
  if (price === undefined) return 0
  const format = new Intl.NumberFormat("en", { style: "currency", currency: price.currency })
  return Math.round(price.value * 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
}
