import { MedusaError } from "@medusajs/framework/utils"

/** As much of a cart as tells whose it is. */
export type Owned = { customer_id?: string | null; customer?: { has_account?: boolean } | null }

export const OWNER_FIELDS = ["customer_id", "customer.id", "customer.has_account"]

/**
 * A guest's: no customer, or one without an account. Such a cart is open to whoever knows its id.
 *
 * The cart of a deleted customer, whose `customer` Medusa leaves out, is no guest's.
 */
export function isGuests(cart: Owned): boolean {
  return !cart.customer_id || cart.customer?.has_account === false
}

/** Lets the caller pass when the cart is a guest's or their own; throws the errors behind 401 and 403. */
export function requireOwner(cart: Owned, callerId: string | undefined): void {
  if (isGuests(cart)) {
    return
  }
  if (callerId === undefined) {
    throw new MedusaError(MedusaError.Types.UNAUTHORIZED, "The cart belongs to a customer: sign in to use it")
  }
  if (cart.customer_id !== callerId) {
    throw new MedusaError(MedusaError.Types.FORBIDDEN, "The cart belongs to another customer")
  }
  // Another process may still know the token of a customer who has been deleted meanwhile.
  if (!cart.customer) {
    throw new MedusaError(MedusaError.Types.UNAUTHORIZED, "The customer's account was deleted: sign in again")
  }
}
