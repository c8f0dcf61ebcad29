import { ConflictError } from "../conflict"

/** What a credit line of the plugin is called; its cart can only be paid and completed. */
export const CREDIT_REFERENCE = "service-upgrade"

/** What `requireNoCredit` reads of a cart. */
export const CREDIT_FIELDS = ["credit_lines.reference"]
export type Credited = { credit_lines?: ({ reference: string | null } | null)[] }

/**
 * Reject changes to a cart whose credit is for what it holds, in its currency.
 *
 * @throws ConflictError
 */
export function requireNoCredit(cart: Credited): void {
  if (hasCredit(cart)) {
    throw new ConflictError("The cart has the credit of an upgrade: it can only be paid and completed")
  }
}

/** Whether a cart has the credit of an upgrade. */
export function hasCredit({ credit_lines }: Credited): boolean {
  return credit_lines?.some((line) => line?.reference === CREDIT_REFERENCE) ?? false
}
