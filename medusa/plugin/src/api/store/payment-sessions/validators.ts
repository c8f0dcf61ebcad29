import { z } from "@medusajs/framework/zod"

import { Urls } from "../../../payment-sessions/urls"
import { fieldsParam } from "../../admin/list-params"

export const SESSION_FIELDS = [
  ...["id", "provider_id", "status", "data", "metadata", "currency_code", "amount", "created_at"],
  "payment.captured_at",
  "payment.canceled_at",
]
export const ALLOWED_SESSION_FIELDS = [...SESSION_FIELDS, "payment", "updated_at", "authorized_at"]

export const GetPaymentSession = z.object(fieldsParam)

/** Not `metadata`: that is the cart's metadata in all writes to a cart. */
const changes = { data: Urls.optional(), session_metadata: z.record(z.string(), z.unknown()).optional() }

export const PostPaymentSession = z.object(changes).strict()
export type PostPaymentSession = z.infer<typeof PostPaymentSession>

export const PostCartPaymentSession = z.object({ provider_id: z.string().min(1), ...changes }).strict()
export type PostCartPaymentSession = z.infer<typeof PostCartPaymentSession>
