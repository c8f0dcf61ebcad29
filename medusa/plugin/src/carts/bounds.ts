import type { MedusaContainer } from "@medusajs/framework/types"
import { MedusaError, Modules } from "@medusajs/framework/utils"

/**
 * Limits of what grows over many requests, checked after the merge; docs/limits.md lists the same numbers.
 */
export const MOST_LINES = 100
export const MOST_METADATA_BYTES = 16_384
export const MOST_OPEN_CARTS = 100
export const MOST_ADDRESSES = 100

type Metadata = Record<string, unknown>

/** Reject metadata that is too large once `given` is merged into `present`, as Medusa merges it. */
export function requireSmallMetadata(present: Metadata | null | undefined, given: Metadata): void {
  const bytes = Buffer.byteLength(JSON.stringify({ ...present, ...given }))
  // A change that makes it smaller is allowed, however large it has become elsewhere.
  if (bytes > MOST_METADATA_BYTES && bytes > Buffer.byteLength(JSON.stringify(present ?? {}))) {
    throw new MedusaError(
      MedusaError.Types.INVALID_DATA,
      `The metadata would have ${bytes} bytes, at most ${MOST_METADATA_BYTES} are allowed`,
    )
  }
}

/** Reject a cart with more lines than allowed. */
export function requireFewLines(count: number): void {
  if (count > MOST_LINES) {
    throw tooMany(`The cart would have ${count} lines`, MOST_LINES)
  }
}

/** Reject another address when the customer has the maximum. */
export async function requireFewAddresses(container: MedusaContainer, customerId: string): Promise<void> {
  const saved = await container
    .resolve(Modules.CUSTOMER)
    .listCustomerAddresses({ customer_id: customerId }, { select: ["id"], take: MOST_ADDRESSES })
  if (saved.length >= MOST_ADDRESSES) {
    throw tooMany(`The customer has ${saved.length} addresses`, MOST_ADDRESSES)
  }
}

/** An error type whose message workflows leave as it is. */
function tooMany(what: string, most: number): MedusaError {
  return new MedusaError(MedusaError.Types.NOT_ALLOWED, `${what}, at most ${most} are allowed`)
}
