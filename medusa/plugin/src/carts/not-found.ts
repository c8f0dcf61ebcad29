import { MedusaError } from "@medusajs/framework/utils"

/** Return the error behind a 404, with the message of Medusa's own cart routes. */
export function cartNotFound(id: string): MedusaError {
  return new MedusaError(MedusaError.Types.NOT_FOUND, `Cart with id '${id}' not found`)
}
