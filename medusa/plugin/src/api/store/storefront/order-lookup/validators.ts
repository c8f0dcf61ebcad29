import { z } from "@medusajs/framework/zod"

import { textUpTo } from "../../../../text"

const LARGEST = 2 ** 31 - 1

export const PostOrderLookup = z
  .object({ number: z.number().int().min(1).max(LARGEST), email: textUpTo(254) })
  .strict()
export type PostOrderLookup = z.infer<typeof PostOrderLookup>
