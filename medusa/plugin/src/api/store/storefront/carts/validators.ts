import { z } from "@medusajs/framework/zod"

const MAX_LINES_AT_ONCE = 20
const MAX_OPTIONS = 20

const metadata = z.record(z.string(), z.unknown())

export const PostLines = z.object({
  items: z
    .array(
      z.object({
        variant_id: z.string().min(1),
        quantity: z.number().gt(0),
        metadata: metadata.nullish(),
      }),
    )
    .min(1)
    .max(MAX_LINES_AT_ONCE),
})
export type PostLines = z.infer<typeof PostLines>

export const PostLine = z.object({ quantity: z.number().gte(0), metadata: metadata.optional() })
export type PostLine = z.infer<typeof PostLine>

export const PostShippingMethods = z.object({
  options: z
    .array(z.object({ id: z.string().min(1), data: metadata.optional() }))
    .min(1)
    .max(MAX_OPTIONS),
})
export type PostShippingMethods = z.infer<typeof PostShippingMethods>
