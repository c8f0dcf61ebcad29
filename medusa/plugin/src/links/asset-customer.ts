import { defineFileConfig, defineLink } from "@medusajs/framework/utils"
import CustomerModule from "@medusajs/medusa/customer"

// Here because Medusa loads links first: before anyone can register a hook.
import "../fast-checkout/hooks"
import AssetsServicesModule from "../modules/assets-services"
import { withoutAssetsServices } from "../options"

defineFileConfig({ isDisabled: withoutAssetsServices })

// Read only: the asset's own column holds the id, so that lists are filtered by an index and need no link
// table.
export default defineLink(
  { linkable: AssetsServicesModule.linkable.asset, field: "customer_id" },
  CustomerModule.linkable.customer,
  { readOnly: true },
)
