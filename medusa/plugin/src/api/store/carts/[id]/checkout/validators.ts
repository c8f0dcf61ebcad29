import { z } from "@medusajs/framework/zod"

import { fieldsParam } from "../../../../admin/list-params"

const MAX_OPTIONS = 20

const ids = z.array(z.string()).max(MAX_OPTIONS)

export const GetCartCheckout = z.object({
  ...fieldsParam,
  shipping_option_id: z.union([z.string().transform((id) => [id]), ids]).optional(),
})
export type GetCartCheckout = z.infer<typeof GetCartCheckout>
