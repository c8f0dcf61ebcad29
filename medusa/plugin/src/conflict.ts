/**
 * What is asked for cannot be done as things stand: Medusa's error handler answers with 409 and the message.
 *
 * Not for the steps of a workflow: what they throw loses its class on the way. A MedusaError of the type
 * conflict is a 409 from there, with a message of Medusa's own.
 */
export class ConflictError extends Error {
  readonly status = 409
  readonly statusCode = 409
  readonly expose = true
}
