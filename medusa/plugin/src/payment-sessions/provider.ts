import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, PaymentSessionStatus } from "@medusajs/framework/utils"

import { fetchStatus, MANUAL, type Paying } from "../carts/paid"
import { ConflictError } from "../conflict"

/** The statuses that change at the provider first. */
const WAITING: string[] = [
  PaymentSessionStatus.PENDING,
  PaymentSessionStatus.REQUIRES_MORE,
  PaymentSessionStatus.PENDING_AUTHORIZATION,
]

/**
 * Return the session with the status and data that its provider reports now; `is_fresh` is false when the
 * provider does not respond in time, and the stored ones are returned.
 *
 * Nothing is stored: Medusa does so when it authorizes the payment.
 */
export async function refreshed<Known extends Paying>(
  container: MedusaContainer,
  session: Known,
): Promise<{ session: Known; is_fresh: boolean }> {
  if (session.payment || !WAITING.includes(session.status) || session.provider_id.startsWith(MANUAL)) {
    return { session, is_fresh: true }
  }
  const reported = await fetchStatus(container, session)
  if (!reported || !(Object.values(PaymentSessionStatus) as string[]).includes(reported.status)) {
    return { session, is_fresh: false }
  }
  const data = { ...session.data, ...reported.data }
  return { session: { ...session, status: reported.status, data }, is_fresh: true }
}

/** Return the error behind a 502 of the bundle: the provider failed or declined, and nothing has changed. */
export function providerFailed(container: MedusaContainer, providerId: string, error: Error): ConflictError {
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  logger.error(`The payment provider ${providerId} failed: ${error.message}`)
  return new ConflictError("The payment provider failed")
}
