import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { MedusaError } from "@medusajs/framework/utils"
import { z } from "@medusajs/framework/zod"

import { orderParam } from "../api/admin/list-params"
import { SORT_COLUMNS } from "../catalogue/filters"
import { REFERENCE_TYPES } from "../modules/assets-services/types"
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

/** For the products: region and country of their prices, and their fields as in GET /store/products. */
const ofProducts = {
  region_id: text,
  country_code: z
    .string()
    .regex(/^[a-z]{2}$/)
    .optional(),
  product_fields: z.string().max(5000),
}
const ofResources = {
  ...page,
  ...ofProducts,
  /** One record, with its history. */
  id: text.optional(),
  /** Statuses, types and categories as the bundle shows them. */
  status: texts,
  type: texts,
  category: texts,
}

/** What the list of a customer's assets takes. */
export const GetAssetList = z
  .object({
    ...ofResources,
    ...orderParam(RESOURCE_SORTS.asset),
    created_at: moments,
  })
  .strict()
export type GetAssetList = z.infer<typeof GetAssetList>

/** What the list of a customer's services takes. */
export const GetServiceList = z
  .object({
    ...ofResources,
    ...orderParam(RESOURCE_SORTS.service_instance),
    start_date: moments,
  })
  .strict()
export type GetServiceList = z.infer<typeof GetServiceList>

const productOrders = SORT_COLUMNS.flatMap((column) => [column, `-${column}`])

/** What a list of offered variants takes. */
export const GetOffers = z
  .object({ ...ofProducts, product_order: z.enum(productOrders as [string, ...string[]]).optional() })
  .strict()
export type GetOffers = z.infer<typeof GetOffers>

/** What the list of a variant's references takes. */
export const GetVariantReferences = GetOffers.extend({
  product_id: text,
  reference_type: z.enum(REFERENCE_TYPES).optional(),
})
export type GetVariantReferences = z.infer<typeof GetVariantReferences>

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
