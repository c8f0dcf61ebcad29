import { ContainerRegistrationKeys, MedusaError, Modules } from "@medusajs/framework/utils"
import {
  createStep,
  createWorkflow,
  StepResponse,
  transform,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"
import { acquireLockStep, deletePaymentSessionsWorkflow, releaseLockStep } from "@medusajs/medusa/core-flows"

import { cartNotFound } from "../carts/not-found"
import { isPaid, PAID, PAYING_FIELDS, type Payable, sessionsOf } from "../carts/paid"

/** The cart's id and, where it matters, the owner that it must still have: null for none. */
type Closing = { id: string; customer_id?: string | null }

/**
 * Return the cart's payment sessions; throws when the cart is deleted, completed, another customer's, or
 * paid. A status that only the provider has is requested before.
 */
export const readClosableCart = createStep("read-closable-cart", async (input: Closing, { container }) => {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "cart",
    fields: ["id", "completed_at", "customer_id", ...PAYING_FIELDS],
    filters: { id: input.id },
  })
  if (data.length === 0) {
    throw cartNotFound(input.id)
  }
  const [cart] = data
  if (input.customer_id !== undefined && (cart.customer_id ?? null) !== input.customer_id) {
    throw new MedusaError(MedusaError.Types.CONFLICT, `Cart ${input.id} has changed hands meanwhile.`)
  }
  if (cart.completed_at) {
    throw new MedusaError(MedusaError.Types.CONFLICT, `Cart ${input.id} is already completed.`)
  }
  const sessions = sessionsOf(cart as Payable)
  if (sessions.some(isPaid)) {
    // An error type whose message workflows leave as it is.
    throw new MedusaError(MedusaError.Types.NOT_ALLOWED, PAID)
  }
  return new StepResponse(sessions.map((session) => session.id))
})

const softDeleteCart = createStep(
  "soft-delete-cart",
  async (input: { id: string }, { container }) => {
    await container.resolve(Modules.CART).softDeleteCarts([input.id])
    return new StepResponse(undefined, input.id)
  },
  async (id, { container }) => {
    if (id) {
      await container.resolve(Modules.CART).restoreCarts([id])
    }
  },
)

/**
 * Close an open cart permanently: it can no longer be read, and its payment sessions are cancelled at their
 * providers.
 *
 * An open cart holds nothing else: Medusa reserves stock and uses up promotions when an order is placed.
 */
export const closeCartWorkflow = createWorkflow("storefront-bundle-close-cart", (input: Closing) => {
  // Medusa's own writes to a cart acquire the lock with the same key.
  acquireLockStep({ key: input.id, timeout: 10, ttl: 30 })
  const ids = readClosableCart(input)
  deletePaymentSessionsWorkflow.runAsStep({ input: transform({ ids }, (data) => data) })
  softDeleteCart(input)
  releaseLockStep({ key: input.id })
  return new WorkflowResponse(input)
})
