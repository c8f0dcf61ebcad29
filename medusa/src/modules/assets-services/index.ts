import { Module } from "@medusajs/framework/utils"

import { AssetsServicesService } from "./service"

/** The name under which a container gives the module's service. */
export const ASSETS_SERVICES_MODULE = "assetsServices"

export default Module(ASSETS_SERVICES_MODULE, { service: AssetsServicesService })
