import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

/** Medusa's connection to its database. */
export type Database = { raw: (sql: string, values: readonly unknown[]) => Promise<{ rows: unknown[] }> }

/** Return the container's connection to the database. */
export function databaseOf(container: MedusaContainer): Database {
  return container.resolve(ContainerRegistrationKeys.PG_CONNECTION) as unknown as Database
}

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
