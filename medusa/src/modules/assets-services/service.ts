import { MedusaService } from "@medusajs/framework/utils"

import { Asset } from "./models/asset"
import { ProductReference } from "./models/product-reference"
import { ServiceInstance } from "./models/service-instance"

/** Reads and writes of the module's three kinds of records; Medusa makes the methods from the models. */
export class AssetsServicesService extends MedusaService({ Asset, ServiceInstance, ProductReference }) {}
