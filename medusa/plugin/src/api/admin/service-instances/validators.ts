import { z } from "@medusajs/framework/zod"

import { PAYMENT_TYPES, SERVICE_STATUSES } from "../../../modules/assets-services/types"
import { dateRange, fieldsParam, idsParam, orderParam, pageParams, someOf } from "../list-params"
import { Totals } from "../totals"

export const GetServiceInstances = z.object({
  ...pageParams,
  ...fieldsParam,
  ...orderParam(["created_at", "updated_at", "name", "status", "payment_type", "start_date", "end_date"]),
  customerId: z.string().min(1).optional(),
  id: idsParam,
  q: z.string().optional(),
  status: someOf(SERVICE_STATUSES),
  payment_type: someOf(PAYMENT_TYPES),
  product_variant_id: idsParam,
  created_at: dateRange,
  start_date: dateRange,
  end_date: dateRange,
})
export type GetServiceInstances = z.infer<typeof GetServiceInstances>

export const GetServiceInstance = z.object(fieldsParam)

export const PostServiceInstance = z.object({
  name: z.string().nullish(),
  status: z.enum(SERVICE_STATUSES).optional(),
  payment_type: z.enum(PAYMENT_TYPES),
  start_date: z.coerce.date(),
  end_date: z.coerce.date().nullish(),
  purchase_date: z.coerce.date().nullish(),
  totals: Totals.nullish(),
  customer_id: z.string().min(1),
  product_variant_id: z.string().min(1),
  assets: z.array(z.string()).optional(),
  currency_code: z.string().length(3).toLowerCase().optional(),
  region_id: z.string().optional(),
})
export type PostServiceInstance = z.infer<typeof PostServiceInstance>

export const PatchServiceInstance = z.object({
  name: z.string().nullish(),
  status: z.enum(SERVICE_STATUSES).optional(),
  payment_type: z.enum(PAYMENT_TYPES).optional(),
  start_date: z.coerce.date().optional(),
  end_date: z.coerce.date().nullish(),
  purchase_date: z.coerce.date().nullish(),
  totals: Totals.nullish(),
  customer_id: z.string().min(1).optional(),
})
export type PatchServiceInstance = z.infer<typeof PatchServiceInstance>
