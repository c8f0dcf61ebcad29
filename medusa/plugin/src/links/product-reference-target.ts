import { defineFileConfig, defineLink } from "@medusajs/framework/utils"
import ProductModule from "@medusajs/medusa/product"

import AssetsServicesModule from "../modules/assets-services"
import { withoutAssetsServices } from "../options"

defineFileConfig({ isDisabled: withoutAssetsServices })

// Within a module an alias stands for one column, and `product_variant` is taken by the assets' column.
// It is part of what is linked: Medusa before 2.17 ignores an alias next to it.
export default defineLink(
  { linkable: AssetsServicesModule.linkable.productReference, field: "target_product_variant_id" },
  { ...ProductModule.linkable.productVariant.toJSON(), alias: "target_product_variant" },
  { readOnly: true },
)
