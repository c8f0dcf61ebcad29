import { PaymentSessionStatus } from "@medusajs/framework/utils"

type Session = { status: string; payment?: { canceled_at?: Date | string | null } | null } | null

/** The fields of an order that show whether it is paid for. */
export type Payable = {
  total: number
  payment_collections?: ({ payment_sessions?: Session[] } | null)[]
}

export const PAYMENT_FIELDS = [
  "payment_collections.payment_sessions.status",
  "payment_collections.payment_sessions.payment.canceled_at",
]

// The last: a bank transfer in progress, with which the provider allows an order.
const PAID: string[] = [
  PaymentSessionStatus.AUTHORIZED,
  PaymentSessionStatus.CAPTURED,
  PaymentSessionStatus.PENDING_AUTHORIZATION,
]

/** Whether an order costs nothing, or has a payment that is authorized or in progress. */
export function isPaidFor({ total, payment_collections }: Payable): boolean {
  const sessions = (payment_collections ?? []).flatMap((collection) => collection?.payment_sessions ?? [])
  return (
    Number(total) <= 0 ||
    sessions.some((session) => session && PAID.includes(session.status) && !session.payment?.canceled_at)
  )
}
