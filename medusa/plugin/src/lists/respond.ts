import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"

import { channelsOf } from "../api/store/caller"
import { listProducts } from "../catalogue/product-list"
import { shopperOf } from "../catalogue/shopper"
import { databaseOf } from "../database"
import { productsOf, type Resource, resourceRows } from "./resource-rows"
import { type Kind, type ResourceList, resourcePage } from "./resources"

type Listed = ResourceList & { product_fields: string; country_code?: string }

/** Return a page of the customer's assets or services, how many match, and the products for sale of the page. */
export async function resourceList(
  req: AuthenticatedMedusaRequest,
  kind: Kind,
  list: Listed,
): Promise<{ rows: Resource[]; count: number; products: Record<string, unknown>[] }> {
  const db = databaseOf(req.scope)
  const customer = { id: req.auth_context.actor_id, channels: channelsOf(req) }
  const { ids, count } = await resourcePage(req.scope, db, kind, customer, list)
  const rows = await resourceRows(db, kind, customer.id, ids)
  return { rows, count, products: await productsForSale(req, productsOf(rows), list) }
}

async function productsForSale(
  req: AuthenticatedMedusaRequest,
  ids: string[],
  { region_id, country_code, product_fields }: Listed,
): Promise<Record<string, unknown>[]> {
  if (ids.length === 0) {
    return []
  }
  const shopper = await shopperOf(req.scope, {
    region: region_id,
    country: country_code,
    customer: req.auth_context.actor_id,
    channels: channelsOf(req),
  })
  const page = { ids, fields: product_fields, limit: ids.length, offset: 0 }
  return (await listProducts(req.scope, shopper, page, req.locale, false)).products
}
