import type { ProductSeed } from "./products/product"
import { required } from "./required"

type Variant = {
  title: string
  sku: string
  variant_rank: number
  options: Record<string, string>
  prices: { amount: number; currency_code: string }[]
}

const PLAN_FACTORS: Record<string, number> = { Weekly: 0.25, Monthly: 1, Yearly: 10, "One time": 1 }
const STEP_FACTOR = 0.2
const USD_PER_EUR = 1.1

/** Every combination of the product's option values, with its SKU and prices. */
export function variantsOf(product: ProductSeed): Variant[] {
  return combinations(product.options).map((options, rank) => {
    const values = Object.values(options)
    const eur = priceOf(product, options)
    return {
      title: values.join(" / "),
      sku: [product.handle, ...values]
        .join("-")
        .toUpperCase()
        .replace(/[^A-Z0-9]+/g, "-"),
      variant_rank: rank,
      options,
      prices: [
        { amount: eur, currency_code: "eur" },
        { amount: Math.round(eur * USD_PER_EUR), currency_code: "usd" },
      ],
    }
  })
}

function combinations(options: Record<string, string[]>): Record<string, string>[] {
  return Object.entries(options).reduce<Record<string, string>[]>(
    (found, [title, values]) => found.flatMap((one) => values.map((value) => ({ ...one, [title]: value }))),
    [{}],
  )
}

/** Bigger sizes and voltages cost more, colours do not, plans cost what their period is worth. */
function priceOf(product: ProductSeed, options: Record<string, string>): number {
  if (options.Plan) {
    const factor = required(PLAN_FACTORS[options.Plan], `plan ${options.Plan}`)
    return Math.max(1, Math.round(product.eur * factor))
  }
  const step = ["Size", "Voltage"].find((title) => title in product.options) ?? ""
  const steps = Math.max(0, product.options[step]?.indexOf(options[step] ?? "") ?? 0)
  return Math.round(product.eur * (1 + STEP_FACTOR * steps))
}
