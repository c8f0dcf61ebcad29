import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"

import { channelsOf } from "../api/store/caller"
import { databaseOf } from "./database"
import { storeProducts } from "./products"
import { productsOf, type Resource, resourceRows } from "./resource-rows"
import { type Kind, type ResourceList, resourcePage } from "./resources"

/** Return a page of the customer's assets or services, how many match, and the products for sale of the page. */
export async function resourceList(
  req: AuthenticatedMedusaRequest,
  kind: Kind,
  list: ResourceList & { product_fields: string; country_code?: string },
): Promise<{ rows: Resource[]; count: number; products: Record<string, unknown>[] }> {
  const db = databaseOf(req.scope)
  const customer = { id: req.auth_context.actor_id, channels: channelsOf(req) }
  const { ids, count } = await resourcePage(req.scope, db, kind, customer, list)
  const rows = await resourceRows(db, kind, customer.id, ids)
  const products = await storeProducts(req, productsOf(rows), {
    fields: list.product_fields,
    region_id: list.region_id,
    ...(list.country_code && { country_code: list.country_code }),
  })
  return { rows, count, products }
}
