import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, PaymentSessionStatus } from "@medusajs/framework/utils"

import { askProvider, MANUAL, type Paying } from "../carts/paid"
import { ConflictError } from "../conflict"

/** Those that change at the provider before Medusa knows of it. */
const WAITING: string[] = [
  PaymentSessionStatus.PENDING,
  PaymentSessionStatus.REQUIRES_MORE,
  PaymentSessionStatus.PENDING_AUTHORIZATION,
]

/**
 * The session with the status and data that its provider reports now; `is_fresh` is false when the provider
 * does not tell in time, and the stored ones are returned.
 *
 * Nothing is stored: Medusa itself does so when it authorizes the payment.
 */
export async function refreshed<Known extends Paying>(
  container: MedusaContainer,
  session: Known,
): Promise<{ session: Known; is_fresh: boolean }> {
  if (session.payment || !WAITING.includes(session.status) || session.provider_id.startsWith(MANUAL)) {
    return { session, is_fresh: true }
  }
  const reported = await askProvider(container, session)
  if (!reported || !(Object.values(PaymentSessionStatus) as string[]).includes(reported.status)) {
    return { session, is_fresh: false }
  }
  const data = { ...session.data, ...reported.data }
  return { session: { ...session, status: reported.status, data }, is_fresh: true }
}

/** The error behind a 502 of the bundle: the provider failed or refused, and nothing has changed. */
export function providerFailed(container: MedusaContainer, providerId: string, error: Error): ConflictError {
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  logger.error(`The payment provider ${providerId} failed: ${error.message}`)
  return new ConflictError("The payment provider failed")
}
