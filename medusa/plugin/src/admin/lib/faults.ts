import { FetchError } from "@medusajs/js-sdk"

/** A refusal of the server's: under the field it names, or under none. */
export type Fault = { field?: string; message: string }

// What the server calls an id that it does not know, and the field in which it was sent.
const NAMED_RECORDS: Record<string, string> = {
  customer: "customer_id",
  product_variant: "product_variant_id",
  asset: "assets",
}

/** Whether the server knows no record of this id: the plugin's routes say so in their 404. */
function isMissing(error: unknown): boolean {
  return isStatus(error, 404) && error.message.endsWith("was not found")
}

/**
 * Whether the whole part is off: the plugin's option `assetsServices` is false.
 *
 * Medusa then has no such route; what the 404 says depends on its version, and on the proxy before it.
 */
export function isTurnedOff(error: unknown): boolean {
  return isStatus(error, 404) && !isMissing(error)
}

/** What a page says in place of a record or list that could not be read: why, and what to do. */
type Failure = { title: string; text: string; canRetry: boolean }

export function failureOf(error: unknown, noun: string): Failure {
  if (isTurnedOff(error)) {
    const text =
      "In this Medusa's configuration (medusa-config.ts) medusa-plugin-storefront-bundle has the option assetsServices: false."
    return { title: "Assets and services are turned off", text, canRetry: false }
  }
  if (isMissing(error)) {
    const text = "It was deleted, or the address is wrong."
    return { title: `This ${noun} does not exist`, text, canRetry: false }
  }
  return { title: "This could not be loaded", text: messageOf(error), canRetry: true }
}

/** Return all that the server refused, as one text. */
export function messageOf(error: unknown): string {
  return faultsOf(error)
    .map((fault) => fault.message)
    .join(" ")
}

/** Return what the server refused, one entry for each field that it names. */
export function faultsOf(error: unknown): Fault[] {
  if (!(error instanceof FetchError)) {
    return [{ message: "The server could not be reached. Check the connection and try again." }]
  }
  if (error.status !== 400) {
    return [{ message: error.message || `The server returned ${error.status}.` }]
  }
  return error.message
    .replace(/^Invalid request: /, "")
    .split("; ")
    .map(readFault)
}

function readFault(message: string): Fault {
  const path = /field '([^']+)'/i.exec(message)?.[1]
  if (path) {
    return { field: path.replaceAll(", ", "."), message: sayWithoutField(message) }
  }
  const taken = /^\w+ with (\w+): .* already exists\.?$/.exec(message)?.[1]
  if (taken) {
    return { field: taken, message: "Another record has this value already." }
  }
  const unknown = /^There is no (\w+) /.exec(message)?.[1]
  return { field: unknown && NAMED_RECORDS[unknown], message }
}

/** Return the message without the field's technical name, which the form shows as a label. */
function sayWithoutField(message: string): string {
  const said = message
    .replace(/^Field '[^']+' is required$/, "This field is required.")
    .replace(/^Value for field '[^']+' too small.*$/, "This value is too short or too small.")
    .replace(/ for field '[^']+'/i, "")
  return said
}

function isStatus(error: unknown, status: number): error is FetchError {
  return error instanceof FetchError && error.status === status
}
