import type { Address, Api } from "./api.js"
import { type ShownLine, shownLine } from "./lines.js"
import { money, units } from "./money.js"

export interface OrderPage {
  status: "open" | "done" | "needs you" | "unknown"
  isPaid: boolean
  placed: string
  lines: ShownLine[]
  delivery: string[]
  total: string
  addsUp: boolean
  shippingAddress: string[]
  billingAddress: string[]
}

export async function orderPage(api: Api, id: string): Promise<OrderPage> {
  const { data: order, error } = await api.GET("/orders/{id}", { params: { path: { id } } })
  if (error) throw new Error(error.message)
  const sum =
    units(order.subtotal) +
    units(order.shippingSubtotal) +
    units(order.tax) -
    units(order.discountSubtotal) -
    units(order.creditTotal)
  return {
    status: shownStatus(order.status),
    isPaid: order.paymentStatus === "PAID" || order.paymentStatus === "CAPTURED",
    placed: new Date(order.createdAt).toISOString(),
    lines: order.items.data.map(shownLine),
    delivery: order.shippingMethods.map((method) => method.name),
    total: money(order.total),
    addsUp: sum === units(order.total),
    shippingAddress: shownAddress(order.shippingAddress),
    billingAddress: shownAddress(order.billingAddress),
  }
}

type Status = "PENDING" | "COMPLETED" | "SHIPPED" | "CANCELLED" | "ARCHIVED" | "REQUIRES_ACTION" | "UNKNOWN"

/** Each status of the enum: the compiler says when another one comes. */
function shownStatus(status: Status): OrderPage["status"] {
  switch (status) {
    case "PENDING":
    case "SHIPPED":
      return "open"
    case "COMPLETED":
    case "CANCELLED":
    case "ARCHIVED":
      return "done"
    case "REQUIRES_ACTION":
      return "needs you"
    case "UNKNOWN":
      return "unknown"
  }
}

function shownAddress(address: Address | undefined): string[] {
  if (address === undefined) return []
  const { firstName, lastName, streetName, streetNumber, postalCode, city, country } = address
  const rows = [[firstName, lastName], [streetName, streetNumber], [postalCode, city], [country]]
  return rows.map((row) => row.filter((part) => part).join(" "))
}
