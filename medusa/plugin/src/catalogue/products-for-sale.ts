import type { MedusaStoreRequest } from "@medusajs/framework/http"

import { callerOf, channelsOf } from "../api/store/caller"
import { listProducts } from "./product-list"
import { type Shopper, shopperOf } from "./shopper"

/** A Store request, with or without a customer. */
export type StoreRequest = Pick<MedusaStoreRequest, "scope" | "auth_context" | "locale"> & {
  publishable_key_context?: { sales_channel_ids: string[] } | undefined
}

/** How products are shown beside other records: the region and country of their prices, and their fields. */
export type ForSale = {
  region_id: string
  country_code?: string | undefined
  product_fields: string
  product_order?: string | undefined
}

/** Return a function that reads the request's shopper on first use. */
export function lazyShopper(req: StoreRequest, { region_id, country_code }: ForSale): () => Promise<Shopper> {
  let shopper: Promise<Shopper> | undefined
  return () => {
    shopper ??= shopperOf(req.scope, {
      region: region_id,
      customer: callerOf(req),
      channels: channelsOf(req),
      ...(country_code && { country: country_code }),
    })
    return shopper
  }
}

/** Return those of some products that the shopper can buy. */
export async function productsForSale(
  req: StoreRequest,
  shopper: () => Promise<Shopper>,
  ids: string[],
  { product_fields, product_order }: ForSale,
): Promise<Record<string, unknown>[]> {
  if (ids.length === 0) {
    return []
  }
  const order = product_order && { order: product_order }
  const page = { ids, fields: product_fields, limit: ids.length, offset: 0, ...order }
  return (await listProducts(req.scope, await shopper(), page, req.locale, false)).products
}
