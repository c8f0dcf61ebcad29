import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { containerOf } from "./container"

type Call = { sql: string; bindings: Record<string, unknown> }

/** Return a container whose database responds with these rows to each statement, and what it was sent. */
export function databaseWith(rowsOf: (sql: string) => unknown[], services: Record<string, unknown> = {}) {
  const calls: Call[] = []
  const warnings: string[] = []
  const container = containerOf({
    ...services,
    [ContainerRegistrationKeys.LOGGER]: { warn: (text: string) => warnings.push(text) },
    [ContainerRegistrationKeys.PG_CONNECTION]: {
      raw: async (sql: string, bindings: Record<string, unknown>) => {
        calls.push({ sql, bindings })
        return { rows: rowsOf(sql) }
      },
    },
  })
  return { container, calls, warnings }
}
