import { defineFileConfig, defineLink } from "@medusajs/framework/utils"
import ProductModule from "@medusajs/medusa/product"

import AssetsServicesModule from "../modules/assets-services"
import { withoutAssetsServices } from "../options"

defineFileConfig({ isDisabled: withoutAssetsServices })

export default defineLink(
  { linkable: AssetsServicesModule.linkable.asset, field: "product_variant_id" },
  ProductModule.linkable.productVariant,
  { readOnly: true },
)
