import { defineFileConfig, model } from "@medusajs/framework/utils"

import { withoutAssetsServices } from "../../../options"
import { PURPOSES } from "../types"

defineFileConfig({ isDisabled: withoutAssetsServices })

/** A customer's attempt to buy, renew or upgrade a service, from its cart to the service instance. */
export const ServicePurchase = model
  .define("service_purchase", {
    id: model.id({ prefix: "servpur" }).primaryKey(),
    customer_id: model.text(),
    purpose: model.enum([...PURPOSES]).default("NEW"),
    /** The service that is renewed or upgraded. */
    service_instance_id: model.text().nullable(),
    product_variant_id: model.text(),
    asset_id: model.text().nullable(),
    /** The client's own name for the purchase. */
    idempotency_key: model.text().nullable(),
    /** Chosen before the cart is created, so that a retry finds the cart whatever happened. */
    cart_id: model.text(),
    /** What an upgrade costs less; computed with its cart. */
    credit: model.json().nullable(),
    order_id: model.text().nullable(),
    /** When the order was placed and the service instance created. */
    finished_at: model.dateTime().nullable(),
  })
  .indexes([
    { on: ["cart_id"], unique: true, where: "deleted_at IS NULL" },
    {
      name: "IDX_service_purchase_customer_key",
      on: ["customer_id", "idempotency_key"],
      unique: true,
      where: "idempotency_key IS NOT NULL AND deleted_at IS NULL",
    },
    {
      name: "IDX_service_purchase_customer_variant",
      on: ["customer_id", "product_variant_id", "created_at"],
      where: "deleted_at IS NULL",
    },
    {
      name: "IDX_service_purchase_service_instance",
      on: ["service_instance_id", "created_at"],
      where: "service_instance_id IS NOT NULL AND deleted_at IS NULL",
    },
  ])
