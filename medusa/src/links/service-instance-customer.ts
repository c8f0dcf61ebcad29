import CustomerModule from "@medusajs/medusa/customer"
import { defineLink } from "@medusajs/framework/utils"

import AssetsServicesModule from "../modules/assets-services"

export default defineLink(
  { linkable: AssetsServicesModule.linkable.serviceInstance, field: "customer_id" },
  CustomerModule.linkable.customer,
  { readOnly: true },
)
