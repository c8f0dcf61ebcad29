import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { ofAssetsServices } from "../../../../../options"
import { OFFERED_VARIANT_FIELDS } from "../../../fields"
import { retrieveRecord } from "../../../records"
import type { GetCompatibleServices } from "../../validators"

/** The published service variants that fit the asset's variant, with their prices in all currencies. */
async function get(req: MedusaRequest<unknown, GetCompatibleServices>, res: MedusaResponse): Promise<void> {
  const query = req.scope.resolve(ContainerRegistrationKeys.QUERY)
  const { limit, offset } = req.validatedQuery as GetCompatibleServices
  const asset = await retrieveRecord(req, "asset", ["product_variant_id"])
  const { data: references } = await query.graph({
    entity: "product_reference",
    fields: ["target_product_variant_id"],
    filters: { source_product_variant_id: asset.product_variant_id, reference_type: "COMPATIBLE_SERVICE" },
  })
  const { data, metadata } = await query.graph({
    entity: "product_variant",
    fields: OFFERED_VARIANT_FIELDS,
    filters: {
      id: references.map((reference) => reference.target_product_variant_id),
      product: { status: "published" },
    },
    pagination: { skip: offset, take: limit, order: { title: "ASC", id: "ASC" } },
  })
  res.json({ compatibleServices: data, count: metadata?.count ?? 0, limit, offset })
}

export const GET = ofAssetsServices(get)
