import type { IPaymentModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { deletePaymentSessionsWorkflow } from "@medusajs/medusa/core-flows"

import { requireSmallMetadata } from "../carts/bounds"
import { requireOwner } from "../carts/ownership"
import { requireUnpaid } from "../carts/paid"
import { ConflictError } from "../conflict"
import { withLock, writeKey } from "../lock"
import { providerFailed } from "./provider"
import { type CartSession, readSession, type Session } from "./session"
import { type Urls, withUrls } from "./urls"

type SessionWriter = {
  updatePaymentSessions(data: Partial<Session> & { id: string }): Promise<unknown>
}

/** What a shopper may change: URLs in the provider's data, and metadata, which no provider gets. */
export type Change = { data?: Urls; session_metadata?: Record<string, unknown> }

const LOCK_SECONDS = 10

/**
 * Merge the shopper's changes into a session that can still pay for its cart; sends new URLs to its
 * provider.
 */
export async function updateSession(
  container: MedusaContainer,
  id: string,
  callerId: string | undefined,
  { data: urls = {}, session_metadata: given = {} }: Change,
): Promise<void> {
  await withOpenCart(container, id, callerId, async ({ session, current }) => {
    if (!current) {
      throw new ConflictError("The payment session can no longer be used")
    }
    requireSmallMetadata(session.metadata, given)
    const payment: IPaymentModuleService = container.resolve(Modules.PAYMENT)
    const writer = payment as unknown as SessionWriter
    if (Object.keys(urls).length > 0) {
      const { provider_id, currency_code, amount } = session
      const context = session.context ?? undefined
      const data = withUrls(session.data ?? {}, urls)
      const updated = await payment
        .updatePaymentSession({ id, data, currency_code, amount, context })
        .catch((error: Error) => {
          throw providerFailed(container, provider_id, error)
        })
      // Medusa stores only what the provider returns; the URLs are stored here.
      await writer.updatePaymentSessions({ id, data: withUrls(updated.data ?? {}, urls) })
    }
    await writer.updatePaymentSessions({ id, metadata: { ...session.metadata, ...given } })
  })
}

/** Cancel a session at its provider and delete it. */
export async function deleteSession(
  container: MedusaContainer,
  id: string,
  callerId: string | undefined,
): Promise<void> {
  await withOpenCart(container, id, callerId, async ({ session }) => {
    const paying = { payment_collection: { payment_sessions: [session] } }
    await requireUnpaid(container, paying)
    try {
      await deletePaymentSessionsWorkflow(container).run({ input: { ids: [id] } })
    } catch (error) {
      await requireUnpaid(container, paying) // It may have been paid just now.
      throw providerFailed(container, session.provider_id, error as Error)
    }
  })
}

/**
 * Run the job while the cart stays open: Medusa's own writes to a cart acquire the lock with the same key.
 */
async function withOpenCart(
  container: MedusaContainer,
  id: string,
  callerId: string | undefined,
  job: (found: CartSession) => Promise<void>,
): Promise<void> {
  const { cart } = await readSession(container, id)
  requireOwner(cart, callerId)
  await withLock(container, [writeKey(cart.id), cart.id], LOCK_SECONDS, async () => {
    const found = await readSession(container, id)
    requireOwner(found.cart, callerId) // Another customer may have claimed the cart since.
    if (found.cart.completed_at) {
      throw new ConflictError(`Cart ${cart.id} is already completed.`)
    }
    await job(found)
  })
}
