import { secondsToWait } from "./retry.js"
import type { components } from "./schema.js"

/** The body of an error response. */
export type Problem = components["schemas"]["Error"]

/** What happened, for programs. */
export type ErrorCode = NonNullable<Problem["code"]>

/** One thing that is wrong with the request. */
export type ErrorDetail = NonNullable<Problem["details"]>[number]

/** A response that is not a success. */
export class ApiError extends Error {
  override readonly name = "ApiError"
  readonly status: number
  /** Decide by this. Missing if API Gateway itself refused the request. */
  readonly code: ErrorCode | undefined
  /** Each wrong field or line. */
  readonly details: readonly ErrorDetail[]
  /** The response's body, with `orderId`, `paymentRedirectUrl`, … of some codes. */
  readonly problem: Problem
  /** For the operator, who finds the request's log by it. */
  readonly requestId: string | undefined
  /** Seconds to wait before the request may be repeated. */
  readonly retryAfter: number | undefined

  constructor(response: Response, body: unknown) {
    const problem = asProblem(response, body)
    super(problem.message)
    this.status = response.status
    this.code = problem.code
    this.details = problem.details ?? []
    this.problem = problem
    this.requestId = response.headers.get("x-request-id") ?? undefined
    this.retryAfter = secondsToWait(response)
  }
}

/** What a call of the client resolves to. */
export interface Result {
  data?: unknown
  error?: unknown
  response: Response
}

/** The data of a successful response. */
export type Data<R extends Result> = R extends { error?: undefined } ? R["data"] : never

/**
 * Return the data of a response.
 *
 * @throws {ApiError} The response is an error.
 */
export function unwrap<R extends Result>(result: R): Data<R> {
  if (!result.response.ok) throw new ApiError(result.response, result.error)
  return result.data as Data<R>
}

/** Return the body if it is an error of the API or its gateway; of a proxy's page, the status only. */
function asProblem(response: Response, body: unknown): Problem {
  const isProblem =
    typeof body === "object" && body !== null && "message" in body && typeof body.message === "string"
  return isProblem ? (body as Problem) : { message: response.statusText || `HTTP ${response.status}` }
}
