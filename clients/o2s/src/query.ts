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

export function count(given: Given): number | undefined {
  const text = value(given)
  return text === undefined ? undefined : Number(text)
}
