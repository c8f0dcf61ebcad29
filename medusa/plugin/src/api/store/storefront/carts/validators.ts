import { z } from "@medusajs/framework/zod"

import { PostCartPaymentSession } from "../../payment-sessions/validators"

const MAX_LINES_AT_ONCE = 20
const MAX_OPTIONS = 20

const metadata = z.record(z.string(), z.unknown())

const line = z
  .object({
    variant_id: z.string().min(1).optional(),
    sku: z.string().min(1).optional(),
    quantity: z.number().gt(0),
    metadata: metadata.nullish(),
  })
  .refine(({ variant_id, sku }) => variant_id ?? sku, "variant_id or sku is required")

export const PostLines = z.object({
  items: z.array(line).min(1).max(MAX_LINES_AT_ONCE),
  currency_code: z.string().optional(),
  region_id: z.string().optional(),
})
export type PostLines = z.infer<typeof PostLines>

export const PostLine = z.object({ quantity: z.number().gte(0), metadata: metadata.optional() })
export type PostLine = z.infer<typeof PostLine>

const options = z.array(z.object({ id: z.string().min(1), data: metadata.optional() })).max(MAX_OPTIONS)

export const PostShippingMethods = z.object({ options: options.min(1) })
export type PostShippingMethods = z.infer<typeof PostShippingMethods>

const part = z.string().nullish()
const address = z
  .object({
    ...{ first_name: part, last_name: part, company: part, phone: part, address_1: part, address_2: part },
    ...{ city: part, country_code: part, province: part, postal_code: part, metadata: metadata.nullish() },
  })
  .strict()
  .optional()

export const PostCheckout = z
  .object({
    cart: z
      .object({
        shipping_address: address,
        billing_address: address,
        email: z.string().email().optional(),
        metadata: metadata.optional(),
      })
      .strict()
      .optional(),
    options,
    payment: PostCartPaymentSession.omit({ session_metadata: true })
      .transform(({ provider_id, data = {} }) => ({ provider_id, data, session_metadata: {} }))
      .optional(),
    seen: z
      .object({
        items: z.array(z.object({ id: z.string(), quantity: z.number(), unit_price: z.number() })),
        codes: z.array(z.string()),
        item_total: z.number().optional(),
        total: z.number().optional(),
        expected: z
          .object({ value: z.number(), currency: z.string(), digits: z.number().int().gte(0).lte(6) })
          .optional(),
      })
      .strict(),
  })
  .strict()
export type PostCheckout = z.infer<typeof PostCheckout>
