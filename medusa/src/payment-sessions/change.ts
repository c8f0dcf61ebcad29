import { deletePaymentSessionsWorkflow } from "@medusajs/medusa/core-flows"
import type { IPaymentModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"

import { requireSmallMetadata } from "../carts/bounds"
import { requireOwner } from "../carts/ownership"
import { ConflictError } from "../conflict"
import { withLock, writeKey } from "../lock"
import { type CartSession, readSession, type Session } from "./session"

/** What a shopper may write into a session's data; all else in it is the provider's. */
export type ShopperData = { return_url?: string; cancel_url?: string; metadata?: Metadata }

type Metadata = Record<string, unknown>
type SessionWriter = { updatePaymentSessions(data: Pick<Session, "id" | "data">): Promise<unknown> }

const LOCK_SECONDS = 10

/** Merges the shopper's data into a session that can still pay for its cart, and tells the provider. */
export async function updateSession(
  container: MedusaContainer,
  id: string,
  callerId: string | undefined,
  given: ShopperData,
): Promise<void> {
  await withOpenCart(container, id, callerId, async ({ session, current }) => {
    if (!current) {
      throw new ConflictError("The payment session can no longer be used")
    }
    const payment: IPaymentModuleService = container.resolve(Modules.PAYMENT)
    const { currency_code, amount } = session
    const context = session.context ?? undefined
    const data = merged(session.data ?? {}, given)
    requireSmallMetadata((session.data?.metadata ?? {}) as Metadata, given.metadata ?? {})
    const updated = await payment.updatePaymentSession({ id, data, currency_code, amount, context })
    // Medusa keeps what the provider gives back and no more of it; the shopper's part is kept here.
    const writer = payment as unknown as SessionWriter
    await writer.updatePaymentSessions({ id, data: merged(updated.data ?? {}, given) })
  })
}

/** Ends a session at its provider. */
export async function deleteSession(
  container: MedusaContainer,
  id: string,
  callerId: string | undefined,
): Promise<void> {
  await withOpenCart(container, id, callerId, async ({ session }) => {
    if (session.payment?.captured_at) {
      throw new ConflictError("The payment session is paid: its cart can only be completed")
    }
    await deletePaymentSessionsWorkflow(container).run({ input: { ids: [id] } })
  })
}

/** Does the job while the cart stays open: Medusa's own writes to a cart take the lock under the same key. */
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
    requireOwner(found.cart, callerId) // Somebody may have made the cart theirs meanwhile.
    if (found.cart.completed_at) {
      throw new ConflictError(`Cart ${cart.id} is already completed.`)
    }
    await job(found)
  })
}

function merged(data: Record<string, unknown>, { metadata, ...urls }: ShopperData): Record<string, unknown> {
  if (!metadata) {
    return { ...data, ...urls }
  }
  // A provider may keep there to which session of Medusa's its payment belongs.
  const present = (data.metadata ?? {}) as Record<string, unknown>
  const sessionId = "session_id" in present ? { session_id: present.session_id } : {}
  return { ...data, ...urls, metadata: { ...present, ...metadata, ...sessionId } }
}
