import type { MedusaContainer } from "@medusajs/framework/types"
import { MedusaError } from "@medusajs/framework/utils"

import { withLock } from "../../lock"

// One key for all: only operators link and transfer, and rarely.
const KEYS = ["assets-services:owners"]
const LOCK_SECONDS = 10

type Owned = { id: string; customer_id: string | null }

/** Run a job while no other changes an owner or a link: an asset is only linked to services of its owner. */
export function withOwners<Result>(container: MedusaContainer, job: () => Promise<Result>): Promise<Result> {
  return withLock(container, KEYS, LOCK_SECONDS, job)
}

/** Reject assets that are not the customer's. */
export function requireOwnAssets(assets: Owned[], customerId: string): void {
  const foreign = assets.filter((asset) => asset.customer_id !== customerId)
  if (foreign.length > 0) {
    throw new MedusaError(
      MedusaError.Types.INVALID_DATA,
      `The service's customer does not own ${foreign.map((asset) => asset.id).join(", ")}`,
    )
  }
}

/** Return the ids of the assets that stay linked to a service when it is transferred to the customer. */
export function ownedBy(linked: Owned[], customerId: string): string[] {
  return linked.flatMap((one) => (one.customer_id === customerId ? one.id : []))
}
