import type { MedusaContainer } from "@medusajs/framework/types"
import { MedusaError } from "@medusajs/framework/utils"

import { withLock } from "../../lock"

// One key for all: links and hand-overs are an operator's work, and rare.
const KEYS = ["assets-services:owners"]
const LOCK_SECONDS = 10

type Owned = { id: string; customer_id: string | null }

/** Does a job while no other changes an owner or a link: an asset is only ever under a service of its owner's. */
export function withOwners<Result>(container: MedusaContainer, job: () => Promise<Result>): Promise<Result> {
  return withLock(container, KEYS, LOCK_SECONDS, job)
}

/** Refuses assets that are not the customer's. */
export function requireOwnAssets(assets: Owned[], customerId: string): void {
  const foreign = assets.filter((asset) => asset.customer_id !== customerId)
  if (foreign.length > 0) {
    throw new MedusaError(
      MedusaError.Types.INVALID_DATA,
      `The service's customer does not own ${foreign.map((asset) => asset.id).join(", ")}`,
    )
  }
}

/** The ids of the assets that stay with a service which the customer gets. */
export function ownedBy(linked: Owned[], customerId: string): string[] {
  return linked.flatMap((one) => (one.customer_id === customerId ? one.id : []))
}
