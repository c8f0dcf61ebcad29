import type { MedusaNextFunction, MedusaResponse, MedusaStoreRequest } from "@medusajs/framework/http"
import { MedusaError } from "@medusajs/framework/utils"

/** Return the customer whose SSO token came with the request; undefined for a guest. */
export function callerOf(req: Pick<MedusaStoreRequest, "auth_context">): string | undefined {
  return req.auth_context?.actor_id
}

/** The sales channels of the request's publishable key: what the storefront sells. */
export function channelsOf(req: {
  publishable_key_context?: { sales_channel_ids: string[] } | undefined
}): string[] {
  return req.publishable_key_context?.sales_channel_ids ?? []
}

/** Reject a guest with 401. */
export function requireCustomer(
  req: Pick<MedusaStoreRequest, "auth_context">,
  _res: MedusaResponse,
  next: MedusaNextFunction,
): void {
  const isGuest = callerOf(req) === undefined
  next(isGuest ? new MedusaError(MedusaError.Types.UNAUTHORIZED, "Unauthorized") : undefined)
}
