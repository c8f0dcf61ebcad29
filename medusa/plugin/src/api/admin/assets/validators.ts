import { z } from "@medusajs/framework/zod"

import { ASSET_STATUSES, CONFIRMATIONS } from "../../../modules/assets-services/types"
import { dateRange, fieldsParam, idsParam, orderParam, pageParams, someOf } from "../list-params"
import { Totals } from "../totals"

export const GetAssets = z.object({
  ...pageParams,
  ...fieldsParam,
  ...orderParam(["created_at", "updated_at", "name", "serial_number", "status", "end_of_warranty_date"]),
  customerId: z.string().min(1).optional(),
  id: idsParam,
  q: z.string().optional(),
  name: z.string().optional(),
  status: someOf(ASSET_STATUSES),
  confirmation: someOf(CONFIRMATIONS),
  product_variant_id: idsParam,
  created_at: dateRange,
  end_of_warranty_date: dateRange,
})
export type GetAssets = z.infer<typeof GetAssets>

export const GetAsset = z.object(fieldsParam)

const Address = z.object({
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  company: z.string().optional(),
  address_1: z.string(),
  address_2: z.string().optional(),
  city: z.string(),
  province: z.string().optional(),
  postal_code: z.string(),
  country_code: z.string().length(2).toLowerCase(),
  phone: z.string().optional(),
})

const columns = {
  name: z.string().nullish(),
  thumbnail: z.string().nullish(),
  status: z.enum(ASSET_STATUSES).optional(),
  end_of_warranty_date: z.coerce.date().nullish(),
  totals: Totals.nullish(),
  address: Address.nullish(),
}

export const PostAsset = z.object({
  ...columns,
  serial_number: z.string().min(1),
  product_variant_id: z.string().min(1),
  customer_id: z.string().min(1).optional(),
  currency_code: z.string().length(3).toLowerCase().optional(),
  region_id: z.string().optional(),
})
export type PostAsset = z.infer<typeof PostAsset>

export const PatchAsset = z.object({
  ...columns,
  serial_number: z.string().min(1).optional(),
  customer_id: z.string().min(1).nullish(),
})
export type PatchAsset = z.infer<typeof PatchAsset>

export const GetCompatibleServices = z.object(pageParams)
export type GetCompatibleServices = z.infer<typeof GetCompatibleServices>
