import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

/** Medusa's connection to its database; a statement's values are those of its `?`, or of its `:names`. */
export type Database = {
  raw: (sql: string, values: readonly unknown[] | Record<string, unknown>) => Promise<{ rows: unknown[] }>
}

/** Return the container's connection to the database. */
export function databaseOf(container: MedusaContainer): Database {
  return container.resolve(ContainerRegistrationKeys.PG_CONNECTION) as unknown as Database
}
