import { z } from "@medusajs/framework/zod"

import { fieldsParam } from "../../admin/list-params"

export const SESSION_FIELDS = ["id", "provider_id", "status", "data", "currency_code", "amount", "created_at"]
export const ALLOWED_SESSION_FIELDS = [...SESSION_FIELDS, "updated_at", "authorized_at"]

export const GetPaymentSession = z.object(fieldsParam)

export const PostPaymentSession = z.object({
  data: z
    .object({
      return_url: z.string().url().optional(),
      cancel_url: z.string().url().optional(),
      metadata: z.record(z.string(), z.unknown()).optional(),
    })
    .strict(),
})
export type PostPaymentSession = z.infer<typeof PostPaymentSession>
