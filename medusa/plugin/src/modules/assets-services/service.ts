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
import { ServiceEvent } from "./models/service-event"
import { ServiceInstance } from "./models/service-instance"
import { ServicePurchase } from "./models/service-purchase"
import { ASSETS_SERVICES_MODULE } from "./types"

const MODELS = { Asset, ServiceInstance, ServiceEvent, ServicePurchase, ProductReference }
// Medusa loads every module of a plugin: this name keeps the other one free.
const LEFT_OUT = `${ASSETS_SERVICES_MODULE}LeftOut`

type AssetRow = InferTypeOf<typeof Asset>
type ServiceRow = InferTypeOf<typeof ServiceInstance>
/** What becomes of a service: its columns that change, and what its history gets. */
export type ServiceChange = {
  columns: Partial<Omit<ServiceRow, "id" | "assets" | "history">> & { assets?: string[] }
  event: Omit<
    InferTypeOf<typeof ServiceEvent>,
    "id" | "created_at" | "updated_at" | "deleted_at" | "service_instance" | "service_instance_id"
  >
}

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

  /** Create a service, or change the one with this id, and add to its history in one transaction. */
  @InjectTransactionManager()
  async writeService(
    id: string | undefined,
    { columns, event }: ServiceChange,
    @MedusaContext() context: Context = {},
  ): Promise<string> {
    const written = (
      id
        ? await this.updateServiceInstances({ ...columns, id }, context)
        : await this.createServiceInstances(columns, context)
    ) as { id: string }
    await this.createServiceEvents({ ...event, service_instance_id: written.id }, context)
    return written.id
  }
}
