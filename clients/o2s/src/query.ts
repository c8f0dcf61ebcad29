import { BadRequestException } from "@nestjs/common"

/** What a query has for one parameter: blocks hand on strings, lists and cleared fields (`""`) as they came. */
type Given = string | number | readonly (string | number)[] | null | undefined

/** Return all values of a parameter that may be repeated; nothing if it was cleared. */
export function values<T extends string>(given: Given): T[] | undefined {
  const found = [given ?? []]
    .flat()
    .map(String)
    .filter((value) => value !== "")
  return found.length > 0 ? (found as T[]) : undefined
}

/** Return one value; nothing if it was cleared. The API refuses what it does not know. */
export function value<T extends string>(given: Given): T | undefined {
  return values<T>(given)?.[0]
}

/**
 * Return a limit or an offset; nothing if it was cleared.
 *
 * @throws {BadRequestException} It is not a whole number.
 */
export function count(given: Given): number | undefined {
  const text = value(given)
  if (text === undefined || /^\d{1,9}$/.test(text)) return text === undefined ? undefined : Number(text)
  const message = "limit and offset must be whole numbers"
  throw new BadRequestException({ statusCode: 400, error: "Bad Request", code: "invalid_request", message })
}
