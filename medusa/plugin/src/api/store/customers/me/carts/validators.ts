import { z } from "@medusajs/framework/zod"

import { fieldsParam, orderParam } from "../../../../admin/list-params"

const DEFAULT_LIMIT = 10
// Lower than elsewhere: the totals of every cart on the page are computed.
const MAX_LIMIT = 100

export const GetMyCarts = z.object({
  ...fieldsParam,
  ...orderParam(["created_at", "updated_at"]),
  limit: z.coerce.number().int().min(1).max(MAX_LIMIT).default(DEFAULT_LIMIT),
  /** Only carts of this currency, or region. */
  currency_code: z
    .string()
    .max(10)
    .transform((code) => code.toLowerCase())
    .optional(),
  region_id: z.string().max(200).optional(),
  offset: z.coerce.number().int().min(0).default(0),
})
export type GetMyCarts = z.infer<typeof GetMyCarts>
