import type { Line } from "./api.js"
import { money } from "./money.js"

export interface ShownLine {
  title: string
  variant: string | undefined
  options: Record<string, string>
  link: string | undefined
  image: string | undefined
  quantity: number
  price: string
  total: string | undefined
}

export function shownLine(line: Line): ShownLine {
  return {
    title: line.product.name,
    variant: line.variantTitle,
    options: line.options ?? {},
    link: line.product.link,
    image: line.product.image?.url,
    quantity: line.quantity,
    price: money(line.price),
    total: line.total && money(line.total),
  }
}
