import type { Context, InferTypeOf } from "@medusajs/framework/types"
import {
  defineJoinerConfig,
  InjectTransactionManager,
  MedusaContext,
  MedusaService,
} from "@medusajs/framework/utils"

import { withoutAssetsServices } from "../../options"
import { Asset } from "./models/asset"
import { ProductReference } from "./models/product-reference"
import { ServiceInstance } from "./models/service-instance"
import { ServicePurchase } from "./models/service-purchase"
import { ASSETS_SERVICES_MODULE } from "./types"

const MODELS = { Asset, ServiceInstance, ServicePurchase, ProductReference }
// Medusa loads every module of a plugin: this name keeps the other one free.
const LEFT_OUT = `${ASSETS_SERVICES_MODULE}LeftOut`

type AssetRow = InferTypeOf<typeof Asset>

/** Reads and writes of the module's records; Medusa generates all other methods from the models. */
export class AssetsServicesService extends MedusaService(MODELS) {
  /**
   * Return the module's name and its entities in the query graph.
   *
   * Without entities where the host leaves assets and services out: another plugin can then have its own
   * under the same names.
   */
  __joinerConfig() {
    return withoutAssetsServices()
      ? defineJoinerConfig(LEFT_OUT, { models: [] })
      : defineJoinerConfig(ASSETS_SERVICES_MODULE, { models: Object.values(MODELS) })
  }

  /** Update an asset and the assets of services in one transaction. */
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
