import { ModuleProvider, Modules } from "@medusajs/framework/utils"

import { HostedPaymentService } from "./service"

export default ModuleProvider(Modules.PAYMENT, { services: [HostedPaymentService] })
