import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules, PaymentSessionStatus } from "@medusajs/framework/utils"

import { ConflictError } from "../conflict"
import type { Session } from "./session"

type Reported = { status?: PaymentSessionStatus; data?: Record<string, unknown> }
/** The payment module has no method of its own for this. */
type Providers = {
  paymentProviderService_: {
    getStatus(providerId: string, input: { data: Session["data"]; context: object }): Promise<Reported>
  }
}
type Payable = Pick<Session, "id" | "provider_id" | "status" | "data" | "payment">

const LONGEST_MS = 3_000

/** Medusa's own provider for payments outside the shop reports nothing. */
const MANUAL = "pp_system_"

/** Those that change at the provider before Medusa knows of it. */
const WAITING: PaymentSessionStatus[] = [
  PaymentSessionStatus.PENDING,
  PaymentSessionStatus.REQUIRES_MORE,
  PaymentSessionStatus.PENDING_AUTHORIZATION,
]

const PAID: PaymentSessionStatus[] = [PaymentSessionStatus.AUTHORIZED, PaymentSessionStatus.CAPTURED]

/**
 * The session with the status and data that its provider reports now; `is_fresh` is false when the provider
 * does not tell in time, and the stored ones are returned.
 *
 * Nothing is stored: Medusa itself does so when it authorizes the payment.
 */
export async function refreshed<Known extends Payable>(
  container: MedusaContainer,
  session: Known,
): Promise<{ session: Known; is_fresh: boolean }> {
  if (session.payment || !WAITING.includes(session.status) || session.provider_id.startsWith(MANUAL)) {
    return { session, is_fresh: true }
  }
  const { status, data } = (await reported(container, session)) ?? {}
  if (!status || !Object.values(PaymentSessionStatus).includes(status)) {
    return { session, is_fresh: false }
  }
  return { session: { ...session, status, data: { ...session.data, ...data } }, is_fresh: true }
}

async function reported(container: MedusaContainer, session: Payable): Promise<Reported | undefined> {
  const { paymentProviderService_: providers } = container.resolve(Modules.PAYMENT) as unknown as Providers
  const context = { idempotency_key: session.id }
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("it took too long")), LONGEST_MS)
  })
  try {
    const asked = providers.getStatus(session.provider_id, { data: session.data, context })
    return await Promise.race([asked, late])
  } catch (error) {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    const { message } = error as Error
    logger.warn(`The payment provider ${session.provider_id} does not report a payment's status: ${message}`)
    return undefined
  } finally {
    clearTimeout(timer)
  }
}

/** The error behind a 502 of the bundle: the provider failed or refused, and nothing has changed. */
export function providerFailed(container: MedusaContainer, providerId: string, error: Error): ConflictError {
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  logger.error(`The payment provider ${providerId} failed: ${error.message}`)
  return new ConflictError("The payment provider failed")
}

/** The error for sessions that their provider does not end: it does not where one of them is paid. */
export async function cannotEnd(
  container: MedusaContainer,
  sessions: Payable[],
  error: Error,
): Promise<ConflictError> {
  for (const session of sessions) {
    const { status } = (await refreshed(container, session)).session
    if (PAID.includes(status)) {
      return new ConflictError("The payment session is paid: its cart can only be completed")
    }
  }
  return providerFailed(container, sessions[0]?.provider_id ?? "", error)
}
