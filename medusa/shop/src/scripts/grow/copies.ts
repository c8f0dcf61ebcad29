import type { MedusaContainer } from "@medusajs/framework/types"
import type { ContainerRegistrationKeys } from "@medusajs/framework/utils"

/** Medusa's connection to its database, or a transaction on it. */
export type Database = MedusaContainer["cradle"][typeof ContainerRegistrationKeys.PG_CONNECTION]

/** What the ids of all copies contain, and no other's: how they are found again. */
export const MARK = "_copy"

/** Which rows are copied: `from` (0 for the first) up to `to` copies, made of the sources in turn. */
export type Window = { from: number; to: number }

/** A table's rows to copy: those whose `by` is among the sources of `set`. */
type Rows = {
  table: string
  set: string
  by: string
  /** Columns with ids of other copies: they get the copy's mark. The row's own id always does. */
  renamed?: string[]
  /** Other columns, as SQL over `source` (the row) and `copy` (`mark`, `number`). */
  replaced?: Record<string, string>
}

/**
 * Create a set of copies: a temporary table with the id of each `source`, the copy's `mark` and its `number`.
 *
 * `sources` is a query of one column of ids, `id`, in the order in which they are used.
 */
export async function defineCopies(
  db: Database,
  set: string,
  sources: string,
  bindings: Record<string, unknown>,
  { from, to }: Window,
): Promise<void> {
  await db.raw(
    `CREATE TEMPORARY TABLE ${set} ON COMMIT DROP AS
     WITH sources AS (SELECT id, row_number() OVER () - 1 AS place, count(*) OVER () AS many FROM (${sources}) found)
     SELECT sources.id AS source, '${MARK}' || (number / many) AS mark, number
     FROM generate_series(:from::int, :to::int - 1) AS number JOIN sources ON sources.place = number % many`,
    { ...bindings, from, to },
  )
}

/**
 * Create the set of copies of what belongs to the copies of another set: `column` of `table`'s rows, found
 * by `by`.
 */
export async function deriveCopies(
  db: Database,
  set: string,
  { table, column, by, of }: { table: string; column: string; by: string; of: string },
): Promise<void> {
  await db.raw(
    `CREATE TEMPORARY TABLE ${set} ON COMMIT DROP AS
     SELECT source."${column}" AS source, copy.mark, copy.number
     FROM "${table}" source JOIN ${of} copy ON source."${by}" = copy.source WHERE source."${column}" IS NOT NULL`,
  )
}

/** Copy rows, each with all its columns. */
export async function copyRows(
  db: Database,
  { table, set, by, renamed = [], replaced = {} }: Rows,
): Promise<void> {
  const { rows } = await db.raw(
    `SELECT column_name AS name FROM information_schema.columns
     WHERE table_schema = current_schema() AND table_name = ? AND is_generated = 'NEVER'`,
    [table],
  )
  const names: string[] = rows.map((row: { name: string }) => row.name)
  const marked = new Set(["id", ...renamed])
  const values = names.map((name) => {
    return replaced[name] ?? (marked.has(name) ? `source."${name}" || copy.mark` : `source."${name}"`)
  })
  await db.raw(
    `INSERT INTO "${table}" (${names.map((name) => `"${name}"`).join(", ")})
     SELECT ${values.join(", ")} FROM "${table}" source JOIN ${set} copy ON source."${by}" = copy.source`,
  )
}

/** Remove all copies from tables, in this order, by the column that holds a copy's id. */
export async function removeCopies(db: Database, columns: [table: string, column: string][]): Promise<void> {
  for (const [table, column] of columns) {
    await db.raw(`DELETE FROM "${table}" WHERE "${column}" LIKE ?`, [`%\\${MARK}%`])
  }
}
