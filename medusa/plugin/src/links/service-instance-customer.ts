import { defineFileConfig, defineLink } from "@medusajs/framework/utils"
import CustomerModule from "@medusajs/medusa/customer"

import AssetsServicesModule from "../modules/assets-services"
import { withoutAssetsServices } from "../options"

defineFileConfig({ isDisabled: withoutAssetsServices })

export default defineLink(
  { linkable: AssetsServicesModule.linkable.serviceInstance, field: "customer_id" },
  CustomerModule.linkable.customer,
  { readOnly: true },
)
