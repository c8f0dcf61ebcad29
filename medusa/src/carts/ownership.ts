import { MedusaError } from "@medusajs/framework/utils"

/** As much of a cart as tells whose it is. */
export type Owned = { customer_id?: string | null; customer?: { has_account?: boolean } | null }

export const OWNER_FIELDS = ["customer_id", "customer.id", "customer.has_account"]

/** A guest's: no customer, or one without an account. Such a cart is open to whoever knows its id. */
export function isGuests(cart: Owned): boolean {
  return !cart.customer_id || cart.customer?.has_account === false
}

/** Lets the caller pass when the cart is a guest's or their own; throws the errors behind 401 and 403. */
export function requireOwner(cart: Owned, callerId: string | undefined): void {
  if (isGuests(cart) || cart.customer_id === callerId) {
    return
  }
  if (callerId === undefined) {
    throw new MedusaError(MedusaError.Types.UNAUTHORIZED, "The cart belongs to a customer: sign in to use it")
  }
  throw new MedusaError(MedusaError.Types.FORBIDDEN, "The cart belongs to another customer")
}
