import type { MedusaNextFunction, MedusaResponse, MedusaStoreRequest } from "@medusajs/framework/http"
import { MedusaError } from "@medusajs/framework/utils"

/** The customer whose SSO token came with the request; undefined for a guest. */
export function callerOf(req: Pick<MedusaStoreRequest, "auth_context">): string | undefined {
  return req.auth_context?.actor_id
}

/** Answers a guest with 401. */
export function requireCustomer(
  req: Pick<MedusaStoreRequest, "auth_context">,
  _res: MedusaResponse,
  next: MedusaNextFunction,
): void {
  const isGuest = callerOf(req) === undefined
  next(isGuest ? new MedusaError(MedusaError.Types.UNAUTHORIZED, "Unauthorized") : undefined)
}
