import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"

import { channelsOf } from "../api/store/caller"
import { type ForSale, lazyShopper, productsForSale } from "../catalogue/products-for-sale"
import { databaseOf } from "../database"
import { productsOf, type Resource, resourceRows } from "./resource-rows"
import { type ResourceList, resourcePage } from "./resources"
import type { Kind } from "./shown-products"

type Listed = ResourceList & ForSale

/** Return a page of the customer's assets or services, how many match, and the products for sale of the page. */
export async function resourceList(
  req: AuthenticatedMedusaRequest,
  kind: Kind,
  list: Listed,
): Promise<{ rows: Resource[]; count: number; products: Record<string, unknown>[] }> {
  const db = databaseOf(req.scope)
  const customerId = req.auth_context.actor_id
  const customer = { id: customerId, channels: channelsOf(req), shopper: lazyShopper(req, list) }
  const { ids, count } = await resourcePage(req.scope, db, kind, customer, list)
  const isOneService = kind === "service_instance" && list.id !== undefined
  const rows = await resourceRows(db, kind, customerId, ids, isOneService)
  return { rows, count, products: await productsForSale(req, customer.shopper, productsOf(rows), list) }
}
