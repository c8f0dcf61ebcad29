import { defineFileConfig, model } from "@medusajs/framework/utils"

import { withoutAssetsServices } from "../../../options"
import { PAYMENT_TYPES, SERVICE_STATUSES } from "../types"
import { Asset } from "./asset"
import { ServiceEvent } from "./service-event"

defineFileConfig({ isDisabled: withoutAssetsServices })

/** A service that a customer has: a variant with a contract, for some assets or for none. */
export const ServiceInstance = model
  .define("service_instance", {
    id: model.id({ prefix: "serv" }).primaryKey(),
    name: model.text().searchable().nullable(),
    status: model.enum([...SERVICE_STATUSES]).default("ACTIVE"),
    payment_type: model.enum([...PAYMENT_TYPES]),
    start_date: model.dateTime(),
    end_date: model.dateTime().nullable(),
    purchase_date: model.dateTime().nullable(),
    /** It then ends with the paid period. */
    cancelled_at: model.dateTime().nullable(),
    totals: model.json().nullable(),
    customer_id: model.text(),
    product_variant_id: model.text(),
    /** Where it was bought; null for those created with the Admin API. */
    order_id: model.text().nullable(),
    order_line_item_id: model.text().nullable(),
    assets: model.manyToMany(() => Asset, {
      mappedBy: "service_instances",
      pivotTable: "asset_service_instance",
    }),
    history: model.hasMany(() => ServiceEvent, { mappedBy: "service_instance" }),
  })
  .indexes([
    { on: ["customer_id", "created_at"], where: "deleted_at IS NULL" },
    // An order line has one service instance.
    { on: ["order_line_item_id"], unique: true, where: "order_line_item_id IS NOT NULL" },
  ])
