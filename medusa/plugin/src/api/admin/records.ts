import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys, MedusaError } from "@medusajs/framework/utils"

import type { AssetsServicesService } from "../../modules/assets-services/service"
import { ASSETS_SERVICES_MODULE } from "../../modules/assets-services/types"

type Entity = "asset" | "service_instance"
type Page = { rows: unknown[]; count: number; limit: number; offset: number }

/**
 * One page of assets or service instances, by the request's validated fields, order and page.
 *
 * The id is the last sort key, so that rows made at the same instant never change pages.
 */
export async function listRecords(
  req: MedusaRequest,
  entity: Entity,
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

/** Return the record whose id is in the path, or throw the error behind a 404. */
export async function retrieveRecord(req: MedusaRequest, entity: Entity, fields = req.queryConfig.fields) {
  const { id } = req.params
  const query = req.scope.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity, fields, filters: { id } })
  const [record] = data
  if (record === undefined) {
    throw new MedusaError(MedusaError.Types.NOT_FOUND, `${entity} with id: ${id} was not found`)
  }
  return record
}

/** Return a route's method that deletes the record whose id is in the path. */
export function deleteRecord(
  object: Entity | "product_reference",
  remove: (service: AssetsServicesService, id: string) => Promise<unknown>,
) {
  return async (req: MedusaRequest, res: MedusaResponse): Promise<void> => {
    const { id } = req.params
    await remove(req.scope.resolve(ASSETS_SERVICES_MODULE), id)
    res.json({ id, object, deleted: true })
  }
}
