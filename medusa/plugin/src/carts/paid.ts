import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules, PaymentSessionStatus } from "@medusajs/framework/utils"

import { ConflictError } from "../conflict"

/** As much of a payment session as tells whether its money is on its way. */
export type Paying = {
  id: string
  provider_id: string
  status: string
  data: Record<string, unknown> | null
  payment?: { canceled_at?: Date | string | null } | null
}

/** A cart with its payment sessions. */
export type Payable = { payment_collection?: { payment_sessions?: (Paying | null)[] | null } | null }

/** Unknown is what a provider does not tell, and Medusa does not know. */
export type PaymentState = "none" | "on its way" | "unknown"

type Reported = { status: string; data?: Record<string, unknown> | null }
/** The payment module asks its providers itself, and has no method of its own for this. */
type Providers = {
  paymentProviderService_: {
    getStatus(id: string, input: { data: Paying["data"]; context: object }): Promise<Reported>
  }
}

export const PAYING_FIELDS = ["id", "provider_id", "status", "data", "payment.canceled_at"].map(
  (field) => `payment_collection.payment_sessions.${field}`,
)

/** What a cart is refused with whose money is on its way, in and out of workflows. */
export const PAID = "The cart is paid: it can only be completed"
export const PROVIDER_FAILED = "The payment provider failed: nothing was changed"

// A function waits for 19 s at most, and the write itself comes after this.
const LONGEST_MS = 3000

const PAID_STATUSES: string[] = [PaymentSessionStatus.AUTHORIZED, PaymentSessionStatus.CAPTURED]

// The last: a bank transfer under way, with which the provider lets an order be placed.
const ON_ITS_WAY = [...PAID_STATUSES, PaymentSessionStatus.PENDING_AUTHORIZATION]

/** Medusa's own provider for payments outside the shop: it knows no more than Medusa. */
export const MANUAL = "pp_system_"

/** Refuses a cart whose money is on its way; `mustKnow` also one whose provider does not tell. */
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

/** Whether a cart's money is on its way: as Medusa knows, else as the provider of each session tells. */
export async function paymentStateOf(container: MedusaContainer, cart: Payable): Promise<PaymentState> {
  const sessions = sessionsOf(cart)
  if (sessions.some(isPaid)) {
    return "on its way"
  }
  const found = await Promise.all(
    sessions.filter(mayHaveMoved).map(async (session) => {
      const reported = await askProvider(container, session)
      // A transfer under way may have failed since, and counts as under way while nobody knows.
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

/** Whether Medusa has its payment. A session stays authorized when a failed completion cancels that. */
export function isPaid({ status, payment }: Paying): boolean {
  return PAID_STATUSES.includes(status) && !payment?.canceled_at
}

/** Stripe does not cancel a card payment that it is processing; Medusa's provider calls it pending. */
function isProcessing({ data }: Reported): boolean {
  return data?.status === "processing"
}

/** Whether its provider may know more than Medusa; what was declined can often be paid again. */
function mayHaveMoved({ status, provider_id, payment }: Paying): boolean {
  return status !== PaymentSessionStatus.CANCELED && !payment && !provider_id.startsWith(MANUAL)
}

/** What the provider tells of a session; nothing is stored. Undefined when it fails or takes too long. */
export async function askProvider(
  container: MedusaContainer,
  { id, provider_id, data }: Paying,
): Promise<Reported | undefined> {
  const { paymentProviderService_: providers } = container.resolve(Modules.PAYMENT) as unknown as Providers
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("it takes too long")), LONGEST_MS)
  })
  try {
    const asked = providers.getStatus(provider_id, { data, context: { idempotency_key: id } })
    return await Promise.race([asked, late])
  } catch (error) {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.warn(
      `The payment provider ${provider_id} does not tell a payment's status: ${(error as Error).message}`,
    )
    return undefined
  } finally {
    clearTimeout(timer)
  }
}
