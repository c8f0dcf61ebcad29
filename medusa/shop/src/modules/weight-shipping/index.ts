import { ModuleProvider, Modules } from "@medusajs/framework/utils"

import { WeightShippingService } from "./service"

export default ModuleProvider(Modules.FULFILLMENT, { services: [WeightShippingService] })
