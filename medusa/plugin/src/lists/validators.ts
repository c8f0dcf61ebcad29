import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { MedusaError } from "@medusajs/framework/utils"
import { z } from "@medusajs/framework/zod"

import { orderParam } from "../api/admin/list-params"
import { ORDER_SORTS } from "./orders"
import { RESOURCE_SORTS } from "./resources"

const MAX_LIMIT = 100
const MANY = 50

const page = {
  limit: z.coerce.number().int().min(0).max(MAX_LIMIT).default(10),
  offset: z.coerce.number().int().min(0).max(1_000_000_000).default(0),
}
const text = z.string().max(200)
/** One text or several: `status=A`, `status[]=A&status[]=B`. */
const texts = z.preprocess(
  (given) => (given === undefined ? undefined : [given].flat()),
  z.array(text).max(MANY).optional(),
)
const moment = text.refine((given) => !Number.isNaN(Date.parse(given)), { message: "Expected a date" })
const moments = z.object({ $gte: moment.optional(), $lte: moment.optional() }).strict().optional()

/** What the list of a customer's orders takes: statuses as the bundle shows them. */
export const GetOrderList = z
  .object({
    ...page,
    ...orderParam(ORDER_SORTS),
    id: texts,
    status: texts,
    payment_status: texts,
    created_at: moments,
  })
  .strict()
export type GetOrderList = z.infer<typeof GetOrderList>

const ofProducts = {
  /** Statuses, types and categories as the bundle shows them. */
  status: texts,
  type: texts,
  category: texts,
  /** For the products: region and country of their prices, and their fields as in GET /store/products. */
  region_id: text,
  country_code: z
    .string()
    .regex(/^[a-z]{2}$/)
    .optional(),
  product_fields: z.string().max(5000),
}

/** What the list of a customer's assets takes. */
export const GetAssetList = z
  .object({
    ...page,
    ...orderParam(RESOURCE_SORTS.asset),
    ...ofProducts,
    created_at: moments,
  })
  .strict()
export type GetAssetList = z.infer<typeof GetAssetList>

/** What the list of a customer's services takes. */
export const GetServiceList = z
  .object({
    ...page,
    ...orderParam(RESOURCE_SORTS.service_instance),
    ...ofProducts,
    start_date: moments,
  })
  .strict()
export type GetServiceList = z.infer<typeof GetServiceList>

/**
 * Return a middleware that validates the query of a list; unknown parameters are 400.
 *
 * Medusa's own splits a single value at its commas, which the name of a category may have.
 */
export function validateListQuery(schema: z.ZodType<Record<string, unknown>>) {
  return (req: MedusaRequest, _res: MedusaResponse, next: MedusaNextFunction): void => {
    const parsed = schema.safeParse(req.query)
    if (!parsed.success) {
      const faults = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`)
      next(new MedusaError(MedusaError.Types.INVALID_DATA, `Invalid query: ${faults.join("; ")}`))
      return
    }
    req.validatedQuery = parsed.data
    next()
  }
}
