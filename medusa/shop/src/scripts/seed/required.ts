/** Return a value that the seed needs; an error names what is missing. */
export function required<Value>(value: Value | null | undefined, what: string): Value {
  if (value === null || value === undefined) {
    throw new Error(`The seed has no ${what}`)
  }
  return value
}
