import type { Context, InferTypeOf } from "@medusajs/framework/types"
import { InjectTransactionManager, MedusaContext, MedusaService } from "@medusajs/framework/utils"

import { Asset } from "./models/asset"
import { ProductReference } from "./models/product-reference"
import { ServiceInstance } from "./models/service-instance"
import { ServicePurchase } from "./models/service-purchase"

type AssetRow = InferTypeOf<typeof Asset>

/** Reads and writes of the module's four kinds of records; Medusa makes all other methods from the models. */
export class AssetsServicesService extends MedusaService({
  Asset,
  ServiceInstance,
  ServicePurchase,
  ProductReference,
}) {
  /** Changes an asset, and the assets of services with it, in one transaction. */
  @InjectTransactionManager()
  async handOverAsset(
    changes: { id: string; customer_id?: string | null },
    services: { id: string; assets: string[] }[],
    @MedusaContext() context: Context = {},
  ): Promise<AssetRow> {
    if (services.length > 0) {
      // Only this side of the relation is written.
      await this.updateServiceInstances(services, context)
    }
    return (await this.updateAssets(changes, context)) as AssetRow
  }
}
