import { defineFileConfig, model } from "@medusajs/framework/utils"

import { withoutAssetsServices } from "../../../options"
import { ACTORS, PAYMENT_TYPES, SERVICE_EVENTS } from "../types"
import { ServiceInstance } from "./service-instance"

defineFileConfig({ isDisabled: withoutAssetsServices })

/** What became of a service, and its terms since then; never changed. */
export const ServiceEvent = model
  .define("service_event", {
    id: model.id({ prefix: "servevt" }).primaryKey(),
    event: model.enum([...SERVICE_EVENTS]),
    at: model.dateTime(),
    actor_type: model.enum([...ACTORS]),
    actor_id: model.text().nullable(),
    order_id: model.text().nullable(),
    order_line_item_id: model.text().nullable(),
    product_variant_id: model.text(),
    payment_type: model.enum([...PAYMENT_TYPES]),
    /** The period that was paid, or that a cancelled service still has. */
    period_start: model.dateTime(),
    period_end: model.dateTime().nullable(),
    totals: model.json().nullable(),
    /** The terms before; null for a service's first event. */
    previous: model.json().nullable(),
    service_instance: model.belongsTo(() => ServiceInstance, { mappedBy: "history" }),
  })
  .indexes([
    // An order line changes a service once.
    { on: ["order_line_item_id"], unique: true, where: "order_line_item_id IS NOT NULL" },
  ])
