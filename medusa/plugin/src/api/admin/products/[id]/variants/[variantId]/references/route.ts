import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys, MedusaError } from "@medusajs/framework/utils"

import type { AssetsServicesService } from "../../../../../../../modules/assets-services/service"
import { ASSETS_SERVICES_MODULE } from "../../../../../../../modules/assets-services/types"
import { ofAssetsServices } from "../../../../../../../options"
import { requireExisting } from "../../../../../existing"
import { OFFERED_VARIANT_FIELDS } from "../../../../../fields"
import type { GetReferences, PostReferences } from "../../../../validators"

const REFERENCE_FIELDS = ["id", "source_product_variant_id", "target_product_variant_id", "reference_type"]

/** The variants that this one refers to, as `targetProduct`, in the order in which they were added. */
async function get(req: MedusaRequest<unknown, GetReferences>, res: MedusaResponse): Promise<void> {
  await requireVariant(req)
  const query = req.scope.resolve(ContainerRegistrationKeys.QUERY)
  const { referenceType, limit, offset } = req.validatedQuery as GetReferences
  const { data, metadata } = await query.graph({
    entity: "product_reference",
    fields: [
      ...REFERENCE_FIELDS,
      ...OFFERED_VARIANT_FIELDS.map((field) => `target_product_variant.${field}`),
    ],
    filters: {
      source_product_variant_id: req.params.variantId,
      ...(referenceType ? { reference_type: referenceType } : {}),
    },
    pagination: { skip: offset, take: limit, order: { created_at: "ASC", id: "ASC" } },
  })
  const productReferences = data.map(({ target_product_variant: targetProduct, ...reference }) => ({
    ...reference,
    targetProduct,
  }))
  res.json({ productReferences, count: metadata?.count ?? 0, limit, offset })
}

/** Create references to other variants; existing ones stay as they are. */
async function post(req: MedusaRequest<PostReferences>, res: MedusaResponse): Promise<void> {
  await requireVariant(req)
  const { referenceType, targetProducts } = req.validatedBody
  await requireExisting(req.scope, "product_variant", targetProducts)
  const service: AssetsServicesService = req.scope.resolve(ASSETS_SERVICES_MODULE)
  const wanted = {
    source_product_variant_id: req.params.variantId,
    reference_type: referenceType,
    target_product_variant_id: targetProducts,
  }
  const known = await service.listProductReferences(wanted, { take: targetProducts.length })
  const knownTargets = new Set(known.map((reference) => reference.target_product_variant_id))
  const missing = [...new Set(targetProducts)].filter((id) => !knownTargets.has(id))
  const created = await service.createProductReferences(
    missing.map((id) => ({ ...wanted, target_product_variant_id: id })),
  )
  res.json({ productReferences: [...known, ...created] })
}

async function requireVariant(req: MedusaRequest): Promise<void> {
  const { id, variantId } = req.params
  const query = req.scope.resolve(ContainerRegistrationKeys.QUERY)
  const filters = { id: variantId, product_id: id }
  const { data } = await query.graph({ entity: "product_variant", fields: ["id"], filters })
  if (data.length === 0) {
    throw new MedusaError(MedusaError.Types.NOT_FOUND, `Product ${id} has no variant ${variantId}`)
  }
}

export const GET = ofAssetsServices(get)
export const POST = ofAssetsServices(post)
