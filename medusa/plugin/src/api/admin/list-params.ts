import { z } from "@medusajs/framework/zod"

const DEFAULT_LIMIT = 10
const MAX_LIMIT = 1000

/** `limit` and `offset` of every list route here. */
export const pageParams = {
  limit: z.coerce.number().int().min(1).max(MAX_LIMIT).default(DEFAULT_LIMIT),
  offset: z.coerce.number().int().min(0).default(0),
}

/**
 * `fields` as in Medusa's own routes: `a,b` instead of the default fields, `+a` or `*relation` added to
 * them.
 */
export const fieldsParam = { fields: z.string().optional() }

const oneOrMany = z.union([z.string(), z.array(z.string())])

/** One id or several: `id=a`, `id[]=a&id[]=b`. */
export const idsParam = oneOrMany.optional()

/** One of some values or several: `status=A`, `status[]=A&status[]=B`. */
export function someOf(values: readonly string[]) {
  return oneOrMany
    .refine((given) => [given].flat().every((value) => values.includes(value)), {
      message: `Expected one or more of ${values.join(", ")}`,
    })
    .optional()
}

/** A range of dates: `created_at[$gte]=2026-01-01&created_at[$lt]=2027-01-01`. */
export const dateRange = z
  .object({
    $gt: z.coerce.date().optional(),
    $gte: z.coerce.date().optional(),
    $lt: z.coerce.date().optional(),
    $lte: z.coerce.date().optional(),
  })
  .strict()
  .optional()

/** `order=name` or `order=-name`, for the fields that may be sorted by; newest first when not given. */
export function orderParam(sortable: readonly string[]) {
  const values = sortable.flatMap((field) => [field, `-${field}`])
  return { order: z.enum(values as [string, ...string[]]).default("-created_at") }
}
