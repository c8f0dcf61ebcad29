import { defineFileConfig, Module } from "@medusajs/framework/utils"

import { withoutAssetsServices } from "../../options"
import { AssetsServicesService } from "./service"

defineFileConfig({ isDisabled: withoutAssetsServices })

/** The name under which a container gives the module's service. */
export const ASSETS_SERVICES_MODULE = "assetsServices"

export default Module(ASSETS_SERVICES_MODULE, { service: AssetsServicesService })

export type { AssetsServicesService } from "./service"
export * from "./types"
