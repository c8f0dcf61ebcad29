import ProductModule from "@medusajs/medusa/product"
import { defineLink } from "@medusajs/framework/utils"

import AssetsServicesModule from "../modules/assets-services"

export default defineLink(
  { linkable: AssetsServicesModule.linkable.serviceInstance, field: "product_variant_id" },
  ProductModule.linkable.productVariant,
  { readOnly: true },
)
