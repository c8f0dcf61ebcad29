import { errorHandler, type MedusaErrorHandlerFunction } from "@medusajs/framework/http"

import { ConflictError } from "../conflict"

/** Medusa's error handler for versions before 2.17, which take no status from an error: 409 for a ConflictError. */
export function conflictHandler(): MedusaErrorHandlerFunction {
  const others = errorHandler() as MedusaErrorHandlerFunction
  return (error, req, res, next) => {
    if (!(error instanceof ConflictError)) {
      return others(error, req, res, next)
    }
    res.status(error.status).json({ type: "conflict", message: error.message })
  }
}
