import { defineFileConfig, model } from "@medusajs/framework/utils"

import { withoutAssetsServices } from "../../../options"
import { ASSET_STATUSES, CONFIRMATIONS } from "../types"
import { ServiceInstance } from "./service-instance"

defineFileConfig({ isDisabled: withoutAssetsServices })

/** A thing that a customer owns: a variant with a serial number, at an address. */
export const Asset = model
  .define("asset", {
    id: model.id({ prefix: "asset" }).primaryKey(),
    name: model.text().searchable().nullable(),
    thumbnail: model.text().nullable(),
    serial_number: model.text().searchable(),
    status: model.enum([...ASSET_STATUSES]).default("ACTIVE"),
    end_of_warranty_date: model.dateTime().nullable(),
    totals: model.json().nullable(),
    address: model.json().nullable(),
    customer_id: model.text().nullable(),
    confirmation: model.enum([...CONFIRMATIONS]).nullable(),
    /** The customer who registered it, also after a transfer: what was bought is registered once. */
    registered_by: model.text().nullable(),
    product_variant_id: model.text(),
    service_instances: model.manyToMany(() => ServiceInstance, { mappedBy: "assets" }),
  })
  .indexes([
    { on: ["serial_number"], unique: true, where: "deleted_at IS NULL" },
    { on: ["customer_id", "created_at"], where: "deleted_at IS NULL" },
  ])
