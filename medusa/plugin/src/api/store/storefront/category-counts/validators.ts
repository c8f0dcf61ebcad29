import { z } from "@medusajs/framework/zod"

export const GetCategoryCounts = z.object({
  currency_code: z
    .string()
    .max(10)
    .transform((code) => code.toLowerCase()),
  region_id: z.string().max(200),
})
export type GetCategoryCounts = z.infer<typeof GetCategoryCounts>
