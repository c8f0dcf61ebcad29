import { z } from "@medusajs/framework/zod"

const LARGEST = 2 ** 31 - 1

export const PostOrderLookup = z
  .object({ number: z.number().int().min(1).max(LARGEST), email: z.string().min(3).max(254) })
  .strict()
export type PostOrderLookup = z.infer<typeof PostOrderLookup>
