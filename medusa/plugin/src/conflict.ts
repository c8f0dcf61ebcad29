/**
 * Conflict with the current state: Medusa's error handler responds with 409 and the message.
 *
 * Not for the steps of a workflow, whose errors lose their class. There a MedusaError of the type conflict
 * becomes a 409, with Medusa's own message.
 */
export class ConflictError extends Error {
  readonly status = 409
  readonly statusCode = 409
  readonly expose = true
}
