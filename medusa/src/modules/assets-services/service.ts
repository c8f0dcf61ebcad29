import { MedusaService } from "@medusajs/framework/utils"

import { Asset } from "./models/asset"
import { ProductReference } from "./models/product-reference"
import { ServiceInstance } from "./models/service-instance"
import { ServicePurchase } from "./models/service-purchase"

/** Reads and writes of the module's four kinds of records; Medusa makes the methods from the models. */
export class AssetsServicesService extends MedusaService({
  Asset,
  ServiceInstance,
  ServicePurchase,
  ProductReference,
}) {}
