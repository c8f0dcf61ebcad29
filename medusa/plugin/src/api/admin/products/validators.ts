import { z } from "@medusajs/framework/zod"

import { REFERENCE_TYPES } from "../../../modules/assets-services/types"
import { pageParams } from "../list-params"

export const GetReferences = z.object({
  ...pageParams,
  referenceType: z.enum(REFERENCE_TYPES).optional(),
})
export type GetReferences = z.infer<typeof GetReferences>

export const PostReferences = z.object({
  referenceType: z.enum(REFERENCE_TYPES),
  targetProducts: z.array(z.string().min(1)).min(1),
})
export type PostReferences = z.infer<typeof PostReferences>
