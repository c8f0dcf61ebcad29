import { defineFileConfig, model } from "@medusajs/framework/utils"

import { withoutAssetsServices } from "../../../options"
import { REFERENCE_TYPES } from "../types"

defineFileConfig({ isDisabled: withoutAssetsServices })

/** One variant's pointer to another: its spare part, its replacement, a service that fits it. */
export const ProductReference = model
  .define("product_reference", {
    id: model.id({ prefix: "pref" }).primaryKey(),
    source_product_variant_id: model.text(),
    target_product_variant_id: model.text(),
    reference_type: model.enum([...REFERENCE_TYPES]),
  })
  .indexes([
    {
      name: "IDX_product_reference_source_type_target",
      on: ["source_product_variant_id", "reference_type", "target_product_variant_id"],
      unique: true,
      where: "deleted_at IS NULL",
    },
    {
      name: "IDX_product_reference_target_type",
      on: ["target_product_variant_id", "reference_type"],
      where: "deleted_at IS NULL",
    },
  ])
