import { z } from "@medusajs/framework/zod"

import { Urls } from "../../../payment-sessions/urls"
import { textUpTo } from "../../../text"

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

const buyer = {
  provider_id: z.string().min(1).optional(),
  currency_code: z.string().length(3).toLowerCase().optional(),
  region_id: z.string().min(1).optional(),
  address: Address.optional(),
  data: Urls.optional(),
  idempotency_key: z.string().min(1).max(255).optional(),
}

export const PostServicePurchase = z.object({
  ...buyer,
  id: z.string().min(1),
  asset_id: z.string().min(1).optional(),
})
export type PostServicePurchase = z.infer<typeof PostServicePurchase>

export const PostServiceRenewal = z.object(buyer)
export type PostServiceRenewal = z.infer<typeof PostServiceRenewal>

export const PostServiceUpgrade = z.object({ ...buyer, variant_id: z.string().min(1) })
export type PostServiceUpgrade = z.infer<typeof PostServiceUpgrade>

const SERIAL_NUMBER = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/

export const PostAssetRegistration = z
  .object({
    serial_number: z.string().min(1).max(100).regex(SERIAL_NUMBER),
    product_variant_id: z.string().min(1).optional(),
    sku: z.string().min(1).optional(),
    name: textUpTo(255).optional(),
    address: Address.optional(),
  })
  .strict()
  .refine(({ product_variant_id, sku }) => product_variant_id || sku, {
    message: "product_variant_id or sku is required",
  })
export type PostAssetRegistration = z.infer<typeof PostAssetRegistration>
