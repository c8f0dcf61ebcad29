import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules, PaymentSessionStatus } from "@medusajs/framework/utils"

import { ConflictError } from "../conflict"

/** The fields of a payment session that show whether its payment is in progress. */
export type Paying = {
  id: string
  provider_id: string
  status: string
  data: Record<string, unknown> | null
  payment?: { canceled_at?: Date | string | null } | null
}

/** A cart with its payment sessions. */
export type Payable = { payment_collection?: { payment_sessions?: (Paying | null)[] | null } | null }

/** "unknown": the provider does not respond, and Medusa has no final status. */
export type PaymentState = "none" | "on its way" | "unknown"

type Reported = { status: string; data?: Record<string, unknown> | null }
/** The Payment Module has no public method for a provider's status. */
type Providers = {
  paymentProviderService_: {
    getStatus(id: string, input: { data: Paying["data"]; context: object }): Promise<Reported>
  }
}

export const PAYING_FIELDS = ["id", "provider_id", "status", "data", "payment.canceled_at"].map(
  (field) => `payment_collection.payment_sessions.${field}`,
)

/** The messages with which a write to a cart is rejected, in and out of workflows. */
export const PAID = "The cart is paid: it can only be completed"
export const PROVIDER_FAILED = "The payment provider failed: nothing was changed"

// A function waits for 19 s at most, and the write itself comes after this.
const LONGEST_MS = 3000

const PAID_STATUSES: string[] = [PaymentSessionStatus.AUTHORIZED, PaymentSessionStatus.CAPTURED]

// The last: a bank transfer in progress, with which the provider allows an order.
const ON_ITS_WAY = [...PAID_STATUSES, PaymentSessionStatus.PENDING_AUTHORIZATION]

/** Medusa's provider for payments outside the shop: it has no status of its own. */
export const MANUAL = "pp_system_"

/** Reject a cart with a payment in progress; with `mustKnow` also one whose provider does not respond. */
export async function requireUnpaid(
  container: MedusaContainer,
  cart: Payable,
  { mustKnow = true } = {},
): Promise<void> {
  const state = await paymentStateOf(container, cart)
  if (state === "on its way") {
    throw new ConflictError(PAID)
  }
  if (state === "unknown" && mustKnow) {
    throw new ConflictError(PROVIDER_FAILED)
  }
}

/**
 * Return whether a cart has a payment in progress, from Medusa's records or else from each session's
 * provider.
 */
export async function paymentStateOf(container: MedusaContainer, cart: Payable): Promise<PaymentState> {
  const sessions = sessionsOf(cart)
  if (sessions.some(isPaid)) {
    return "on its way"
  }
  const found = await Promise.all(
    sessions.filter(mayHaveMoved).map(async (session) => {
      const reported = await fetchStatus(container, session)
      // A transfer may have failed since, and counts as in progress until the provider responds.
      return reported ?? (ON_ITS_WAY.includes(session.status) ? session : undefined)
    }),
  )
  if (found.some((one) => one && (ON_ITS_WAY.includes(one.status) || isProcessing(one)))) {
    return "on its way"
  }
  return found.includes(undefined) ? "unknown" : "none"
}

/** The payment sessions of a cart. */
export function sessionsOf(cart: Payable): Paying[] {
  return (cart.payment_collection?.payment_sessions ?? []).flatMap((session) => session ?? [])
}

/**
 * Whether Medusa has its payment. A session stays authorized when a failed completion cancels the payment.
 */
export function isPaid({ status, payment }: Paying): boolean {
  return PAID_STATUSES.includes(status) && !payment?.canceled_at
}

/** Stripe does not cancel a card payment that it is processing; Medusa's provider calls it pending. */
function isProcessing({ data }: Reported): boolean {
  return data?.status === "processing"
}

/** Whether its provider may have a newer status than Medusa; a declined payment can often be retried. */
function mayHaveMoved({ status, provider_id, payment }: Paying): boolean {
  return status !== PaymentSessionStatus.CANCELED && !payment && !provider_id.startsWith(MANUAL)
}

/**
 * Return what the provider reports of a session, without storing it; undefined when it fails or times out.
 */
export async function fetchStatus(
  container: MedusaContainer,
  { id, provider_id, data }: Paying,
): Promise<Reported | undefined> {
  const { paymentProviderService_: providers } = container.resolve(Modules.PAYMENT) as unknown as Providers
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("the request timed out")), LONGEST_MS)
  })
  try {
    const report = providers.getStatus(provider_id, { data, context: { idempotency_key: id } })
    return await Promise.race([report, late])
  } catch (error) {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.warn(
      `The payment provider ${provider_id} did not report a payment's status: ${(error as Error).message}`,
    )
    return undefined
  } finally {
    clearTimeout(timer)
  }
}
