import type { MedusaResponse } from "@medusajs/framework/http"

import { type ForSale, lazyShopper, productsForSale, type StoreRequest } from "../catalogue/products-for-sale"
import type { Offer } from "./offers"

/** Respond with those offers whose products are for sale, and with the products. */
export async function respondWithOffers(
  req: StoreRequest,
  res: MedusaResponse,
  offers: Offer[],
  shown: ForSale,
): Promise<void> {
  const ids = [...new Set(offers.map(({ product_id }) => product_id))]
  const products = await productsForSale(req, lazyShopper(req, shown), ids, shown)
  const sold = new Set(products.map(({ id }) => id))
  res.json({ offers: offers.filter(({ product_id }) => sold.has(product_id)), products })
}
