import { defineFileConfig, Module } from "@medusajs/framework/utils"

import { withoutAssetsServices } from "../../options"
import { AssetsServicesService } from "./service"
import { ASSETS_SERVICES_MODULE } from "./types"

defineFileConfig({ isDisabled: withoutAssetsServices })

export default Module(ASSETS_SERVICES_MODULE, { service: AssetsServicesService })

export type { AssetsServicesService } from "./service"
export * from "./types"
