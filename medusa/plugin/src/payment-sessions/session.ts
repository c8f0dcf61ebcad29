import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, MedusaError, PaymentSessionStatus } from "@medusajs/framework/utils"

import { OWNER_FIELDS, type Owned } from "../carts/ownership"

type Cart = Owned & {
  id: string
  completed_at?: Date | string | null
  currency_code: string
  total: number
}

export type Session = {
  id: string
  provider_id: string
  status: PaymentSessionStatus
  data: Record<string, unknown> | null
  context: Record<string, unknown> | null
  currency_code: string
  amount: number
  metadata: Record<string, unknown> | null
  payment?: { captured_at?: Date | string | null; canceled_at?: Date | string | null } | null
}

export type CartSession = { session: Session; cart: Cart; current: boolean }

const CART_FIELDS = ["id", "completed_at", "currency_code", "total", ...OWNER_FIELDS]
const NEEDED = [
  "id",
  "provider_id",
  "status",
  "data",
  "context",
  "currency_code",
  "amount",
  "metadata",
  "payment.captured_at",
  "payment.canceled_at",
  ...CART_FIELDS.map((field) => `payment_collection.cart.${field}`),
]

// The statuses with which Medusa completes a cart.
const USABLE: PaymentSessionStatus[] = [
  PaymentSessionStatus.PENDING,
  PaymentSessionStatus.PENDING_AUTHORIZATION,
  PaymentSessionStatus.REQUIRES_MORE,
  PaymentSessionStatus.AUTHORIZED,
  PaymentSessionStatus.CAPTURED,
]

/**
 * Return a payment session, its cart, and whether it can still pay for it.
 *
 * Throws the error behind a 404 when there is none: Medusa deletes a session when another replaces it or
 * when the cart's total changes.
 */
export async function readSession(
  container: MedusaContainer,
  id: string,
  fields: string[] = [],
): Promise<CartSession> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "payment_session",
    fields: [...new Set([...NEEDED, ...fields])],
    filters: { id },
  })
  const session = data[0] as unknown as (Session & { payment_collection?: { cart?: Cart } }) | undefined
  const cart = session?.payment_collection?.cart
  if (!session || !cart) {
    throw new MedusaError(MedusaError.Types.NOT_FOUND, `payment_session with id: ${id} was not found`)
  }
  return { session, cart, current: isCurrent(session, cart) }
}

function isCurrent(session: Session, cart: Cart): boolean {
  return (
    !cart.completed_at &&
    // Medusa cancels the payment when a completion fails after it, and leaves the session authorized.
    !session.payment?.canceled_at &&
    USABLE.includes(session.status) &&
    session.currency_code === cart.currency_code &&
    Number(session.amount) === Number(cart.total)
  )
}
