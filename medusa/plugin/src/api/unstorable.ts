import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { MedusaError } from "@medusajs/framework/utils"

// PostgreSQL stores neither a NUL nor half a surrogate pair.
const UNSTORABLE = /\0|\p{Cs}/u

/** Reject a request with 400 when the database cannot store its text, instead of a query's 500. */
export function refuseUnstorable(
  req: MedusaRequest<unknown>,
  _res: MedusaResponse,
  next: MedusaNextFunction,
): void {
  const isRefused = /%00/.test(req.originalUrl) || holdsUnstorable(req.body)
  const message = "The request holds a NUL character or half a surrogate pair"
  next(isRefused ? new MedusaError(MedusaError.Types.INVALID_DATA, message) : undefined)
}

function holdsUnstorable(value: unknown): boolean {
  if (typeof value === "string") {
    return UNSTORABLE.test(value)
  }
  if (typeof value !== "object" || value === null) {
    return false
  }
  return Object.entries(value).some(([key, held]) => UNSTORABLE.test(key) || holdsUnstorable(held))
}
