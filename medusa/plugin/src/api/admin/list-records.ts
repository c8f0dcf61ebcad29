import type { MedusaRequest } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

type Page = { rows: unknown[]; count: number; limit: number; offset: number }

/**
 * One page of assets or service instances, by the request's validated fields, order and page.
 *
 * The id is the last sort key, so that rows made at the same instant never change pages.
 */
export async function listRecords(
  req: MedusaRequest,
  entity: "asset" | "service_instance",
  { customerId, ...filters }: Record<string, unknown>,
): Promise<Page> {
  const query = req.scope.resolve(ContainerRegistrationKeys.QUERY)
  const { fields, pagination } = req.queryConfig
  const { data, metadata } = await query.graph({
    entity,
    fields,
    filters: customerId === undefined ? filters : { ...filters, customer_id: customerId },
    pagination: { ...pagination, order: { ...pagination.order, id: "ASC" } },
  })
  return {
    rows: data,
    count: metadata?.count ?? 0,
    limit: pagination.take ?? 0,
    offset: pagination.skip ?? 0,
  }
}
