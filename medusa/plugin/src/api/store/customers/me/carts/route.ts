import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { openCartsOf } from "../../../../../carts/open-carts"
import type { GetMyCarts } from "./validators"

/** The customer's own open carts, newest first unless `order` is set. */
export async function GET(req: AuthenticatedMedusaRequest, res: MedusaResponse): Promise<void> {
  const query = req.scope.resolve(ContainerRegistrationKeys.QUERY)
  const { fields, pagination } = req.queryConfig
  const { currency_code, region_id } = req.validatedQuery as GetMyCarts
  const market = { ...(currency_code && { currency_code }), ...(region_id && { region_id }) }
  const { data, metadata } = await query.graph({
    entity: "cart",
    fields,
    filters: { ...(await openCartsOf(req.scope, req.auth_context.actor_id)), ...market } as object,
    pagination: { ...pagination, order: { ...pagination.order, id: "DESC" } },
  })
  res.json({
    carts: data,
    count: metadata?.count ?? 0,
    limit: pagination.take ?? 0,
    offset: pagination.skip ?? 0,
  })
}
