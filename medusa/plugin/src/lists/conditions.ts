/** Conditions of a statement, with the values of their `?`. */
export class Conditions {
  private readonly parts: string[] = []
  readonly values: unknown[] = []

  /** Add a condition; it is left out where there is no value, or none of several. */
  add(condition: string, value: unknown): this {
    if (value !== undefined && !(Array.isArray(value) && value.length === 0)) {
      this.parts.push(condition)
      this.values.push(value)
    }
    return this
  }

  /** The conditions as SQL, which all must hold. */
  get sql(): string {
    return this.parts.length > 0 ? this.parts.map((part) => `(${part})`).join(" and ") : "true"
  }
}
