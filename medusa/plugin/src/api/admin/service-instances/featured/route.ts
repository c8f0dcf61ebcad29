import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { ofAssetsServices } from "../../../../options"
import { OFFERED_VARIANT_FIELDS } from "../../fields"

const FEATURED_CATEGORY = "featured-services"

/** All variants of the published products in the category `featured-services`. */
async function get(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  const query = req.scope.resolve(ContainerRegistrationKeys.QUERY)
  const { data: categories } = await query.graph({
    entity: "product_category",
    fields: ["products.id", "products.status"],
    filters: { handle: FEATURED_CATEGORY },
  })
  const products = categories.flatMap((category) => category.products ?? [])
  const published = products.flatMap((product) => (product?.status === "published" ? product.id : []))
  const { data } = await query.graph({
    entity: "product_variant",
    fields: OFFERED_VARIANT_FIELDS,
    filters: { product_id: published },
    pagination: { order: { product_id: "ASC", variant_rank: "ASC", id: "ASC" } },
  })
  res.json({ featuredServices: data, count: data.length })
}

export const GET = ofAssetsServices(get)
