import { z } from "@medusajs/framework/zod"

import { Urls } from "../../../payment-sessions/urls"

const Address = z.object({
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  company: z.string().optional(),
  address_1: z.string().min(1),
  address_2: z.string().optional(),
  city: z.string().min(1),
  province: z.string().optional(),
  postal_code: z.string().min(1),
  country_code: z.string().length(2).toLowerCase(),
  phone: z.string().optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
})

export const PostServicePurchase = z.object({
  id: z.string().min(1),
  asset_id: z.string().min(1).optional(),
  provider_id: z.string().min(1).optional(),
  currency_code: z.string().length(3).toLowerCase().optional(),
  region_id: z.string().min(1).optional(),
  address: Address.optional(),
  data: Urls.optional(),
  idempotency_key: z.string().min(1).max(255).optional(),
})
export type PostServicePurchase = z.infer<typeof PostServicePurchase>
