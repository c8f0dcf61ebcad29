import { MedusaError } from "@medusajs/framework/utils"

/** The fields of a cart that identify its owner. */
export type Owned = { customer_id?: string | null; customer?: { has_account?: boolean } | null }

export const OWNER_FIELDS = ["customer_id", "customer.id", "customer.has_account"]

/**
 * Whether a cart is a guest's: it has no customer, or one without an account. Anyone with its id can use it.
 *
 * The cart of a deleted customer, whose `customer` Medusa omits, is not a guest's.
 */
export function isGuests(cart: Owned): boolean {
  return !cart.customer_id || cart.customer?.has_account === false
}

/** Require that the cart or order is a guest's or the caller's; throws the errors behind 401 and 403. */
export function requireOwner(cart: Owned, callerId: string | undefined, name = "cart"): void {
  if (isGuests(cart)) {
    return
  }
  if (callerId === undefined) {
    throw new MedusaError(
      MedusaError.Types.UNAUTHORIZED,
      `The ${name} belongs to a customer: sign in to use it`,
    )
  }
  if (cart.customer_id !== callerId) {
    throw new MedusaError(MedusaError.Types.FORBIDDEN, `The ${name} belongs to another customer`)
  }
  // Another process may have cached a customer who has been deleted since.
  if (!cart.customer) {
    throw new MedusaError(MedusaError.Types.UNAUTHORIZED, "The customer's account was deleted: sign in again")
  }
}
