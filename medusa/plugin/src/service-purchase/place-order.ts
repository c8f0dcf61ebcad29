import type { CreateCartWorkflowInputDTO, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, MedusaError, PaymentSessionStatus } from "@medusajs/framework/utils"
import {
  completeCartWorkflow,
  createCartCreditLinesWorkflow,
  createCartWorkflow,
  createPaymentCollectionForCartWorkflow,
  createPaymentSessionsWorkflow,
  updateCartWorkflow,
} from "@medusajs/medusa/core-flows"

import { contendedKeys, requireUsesLeft } from "../carts/contention"
import { CREDIT_REFERENCE } from "../carts/credit"
import { ConflictError } from "../conflict"
import { withLock } from "../lock"
import { providerFailed, refreshed } from "../payment-sessions/provider"
import type { Urls } from "../payment-sessions/urls"
import type { Address } from "./address"

export type Purchase = {
  cart_id: string
  customer_id: string
  product_variant_id: string
  sales_channel_id: string
  region_id: string
  provider_id: string
  address: Address
  data?: Urls
  /** What is taken off the total, for the unused period of a service's former plan. */
  credit?: { currency: string; value: number }
}

const LOCK_SECONDS = 10

type Refusal = Error & { type?: string; code?: string }
type Session = {
  id: string
  provider_id: string
  status: PaymentSessionStatus
  data: Record<string, unknown> | null
  payment?: { canceled_at?: Date | string | null } | null
}

/** The provider requires an action of the shopper before it pays; the cart stays as it is. */
export class PaymentActionError extends Error {
  constructor(
    readonly cartId: string,
    readonly session: Session | undefined,
  ) {
    super("The payment needs the shopper's action")
  }
}

/** An upgrade would cost less than nothing. */
export class WorthMoreError extends ConflictError {}

// Medusa 2.21 rejects a payment that is not authorized yet with the third, before the others.
const NEEDS_SHOPPER: string[] = [
  MedusaError.Types.PAYMENT_AUTHORIZATION_ERROR,
  MedusaError.Types.PAYMENT_REQUIRES_MORE_ERROR,
  MedusaError.Types.NOT_ALLOWED,
]
const SPENT: string[] = [PaymentSessionStatus.ERROR, PaymentSessionStatus.CANCELED]

/** Return the id of the order that a cart has become, if any. */
export async function orderOf(container: MedusaContainer, cartId: string): Promise<string | undefined> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "order_cart",
    fields: ["order_id"],
    filters: { cart_id: cartId },
  })
  return data[0]?.order_id
}

/** Run Medusa's own checkout with a cart of one service, from where an earlier attempt stopped. */
export async function placeOrder(container: MedusaContainer, purchase: Purchase): Promise<string> {
  await bringCart(container, purchase)
  const { cart_id, credit } = purchase
  const isCovered = credit && (await bringCredit(container, cart_id, credit)) <= 0
  if (!isCovered) {
    await bringSession(container, purchase)
  }
  const { result, errors } = await complete(container, purchase.cart_id)
  const error = errors?.[0]?.error as Refusal | undefined
  if (!error) {
    return result.id
  }
  throw isUnpaid(error) ? await unpaid(container, purchase, error) : error
}

/** Return the error for the payment as it is now: Medusa reports a provider's error with the same type. */
async function unpaid(container: MedusaContainer, { cart_id }: Purchase, error: Refusal): Promise<Error> {
  const { session } = await readPayment(container, cart_id)
  if (!session || error.type === MedusaError.Types.NOT_ALLOWED) {
    return new PaymentActionError(cart_id, session)
  }
  const now = await refreshed(container, session)
  return now.is_fresh
    ? new PaymentActionError(cart_id, now.session)
    : providerFailed(container, session.provider_id, error)
}

/** Complete the cart; one that takes the last use of a promotion, or the last item, waits for its turn. */
async function complete(container: MedusaContainer, id: string) {
  const run = () => completeCartWorkflow(container).run({ input: { id }, throwOnError: false })
  const keys = await contendedKeys(container, id)
  if (keys.length === 0) {
    return run()
  }
  return withLock(container, keys, LOCK_SECONDS, async () => {
    await requireUsesLeft(container, id)
    return run()
  })
}

function isUnpaid({ type, code }: Refusal): boolean {
  return NEEDS_SHOPPER.includes(type ?? "") && code !== MedusaError.Codes.INSUFFICIENT_INVENTORY
}

/** Create the cart, or update an earlier attempt's. */
async function bringCart(container: MedusaContainer, purchase: Purchase): Promise<void> {
  const { cart_id: id, region_id, address } = purchase
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity: "cart", fields: ["id"], filters: { id } })
  const cart = { id, region_id, shipping_address: address, billing_address: address }
  if (data.length > 0) {
    await updateCartWorkflow(container).run({ input: cart })
    return
  }
  const input = {
    ...cart,
    sales_channel_id: purchase.sales_channel_id,
    customer_id: purchase.customer_id,
    items: [{ variant_id: purchase.product_variant_id, quantity: 1 }],
  }
  await createCartWorkflow(container).run({ input: input as CreateCartWorkflowInputDTO })
}

/** Credit an amount in the cart, unless an earlier attempt has done it; return what is left to pay. */
async function bringCredit(
  container: MedusaContainer,
  cart_id: string,
  { currency, value }: { currency: string; value: number },
): Promise<number> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "cart",
    fields: ["id", "currency_code", "total", "credit_lines.*"],
    filters: { id: cart_id },
  })
  const cart = data[0] as unknown as { currency_code: string; total: number; credit_lines?: unknown[] }
  const total = Number(cart.total)
  if (value === 0 || (cart.credit_lines ?? []).length > 0) {
    return total
  }
  if (cart.currency_code !== currency || value > total) {
    throw new WorthMoreError("What is left of the paid period is worth more than this plan")
  }
  await createCartCreditLinesWorkflow(container).run({
    input: [{ cart_id, amount: value, reference: CREDIT_REFERENCE, reference_id: cart_id, metadata: null }],
  })
  return total - value
}

/**
 * Create the payment session. One of another provider is replaced; one that the shopper may be using stays.
 */
async function bringSession(container: MedusaContainer, purchase: Purchase): Promise<void> {
  const { cart_id, provider_id, customer_id, data } = purchase
  const { collectionId, session } = await readPayment(container, cart_id)
  const isSpent = session && (SPENT.includes(session.status) || session.payment?.canceled_at)
  if (session?.provider_id === provider_id && !isSpent) {
    return
  }
  const payment_collection_id = collectionId ?? (await createCollection(container, cart_id))
  await createPaymentSessionsWorkflow(container).run({
    input: { payment_collection_id, provider_id, customer_id, data },
  })
}

async function createCollection(container: MedusaContainer, cart_id: string): Promise<string> {
  await createPaymentCollectionForCartWorkflow(container).run({ input: { cart_id } })
  const { collectionId } = await readPayment(container, cart_id)
  if (!collectionId) {
    throw new MedusaError(MedusaError.Types.UNEXPECTED_STATE, `Cart ${cart_id} has no payment collection`)
  }
  return collectionId
}

async function readPayment(
  container: MedusaContainer,
  cartId: string,
): Promise<{ collectionId?: string; session?: Session }> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "cart",
    fields: [
      "payment_collection.id",
      "payment_collection.payment_sessions.id",
      "payment_collection.payment_sessions.provider_id",
      "payment_collection.payment_sessions.status",
      "payment_collection.payment_sessions.data",
      "payment_collection.payment_sessions.payment.canceled_at",
    ],
    filters: { id: cartId },
  })
  const collection = data[0]?.payment_collection
  const sessions = (collection?.payment_sessions ?? []) as (Session | null)[]
  return { collectionId: collection?.id, session: sessions.flatMap((one) => one ?? [])[0] }
}
