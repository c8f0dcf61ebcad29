export { type Client, type ClientOptions, createClient } from "./client.js"
export {
  ApiError,
  type Data,
  type ErrorCode,
  type ErrorDetail,
  type Problem,
  type Result,
  unwrap,
} from "./errors.js"
export { type List, listAll, type Page } from "./lists.js"
export type { RetryOptions } from "./retry.js"
export type { components, operations, paths } from "./schema.js"
export type { TokenSource } from "./token.js"
