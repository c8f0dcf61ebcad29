import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { defineFileConfig } from "@medusajs/framework/utils"

import { withoutAssetsServices } from "../../../options"

defineFileConfig({ isDisabled: withoutAssetsServices })

export class Migration20261122224702 extends Migration {
  override async up(): Promise<void> {
    this.addSql(
      `alter table if exists "service_instance" drop constraint if exists "service_instance_order_line_item_id_unique";`,
    )
    this.addSql(
      `alter table if exists "service_purchase" drop constraint if exists "service_purchase_cart_id_unique";`,
    )
    this.addSql(
      `create table if not exists "service_purchase" ("id" text not null, "customer_id" text not null, "product_variant_id" text not null, "asset_id" text null, "idempotency_key" text null, "cart_id" text not null, "order_id" text null, "finished_at" timestamptz null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "service_purchase_pkey" primary key ("id"));`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_service_purchase_deleted_at" ON "service_purchase" ("deleted_at") WHERE deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_service_purchase_cart_id_unique" ON "service_purchase" ("cart_id") WHERE deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_service_purchase_customer_key" ON "service_purchase" ("customer_id", "idempotency_key") WHERE idempotency_key IS NOT NULL AND deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_service_purchase_customer_variant" ON "service_purchase" ("customer_id", "product_variant_id", "created_at") WHERE deleted_at IS NULL;`,
    )

    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_product_reference_target_type" ON "product_reference" ("target_product_variant_id", "reference_type") WHERE deleted_at IS NULL;`,
    )

    this.addSql(
      `alter table if exists "service_instance" add column if not exists "order_id" text null, add column if not exists "order_line_item_id" text null;`,
    )
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_service_instance_order_line_item_id_unique" ON "service_instance" ("order_line_item_id") WHERE order_line_item_id IS NOT NULL AND deleted_at IS NULL;`,
    )
  }

  override async down(): Promise<void> {
    this.addSql(`drop table if exists "service_purchase" cascade;`)

    this.addSql(`drop index if exists "IDX_product_reference_target_type";`)

    this.addSql(`drop index if exists "IDX_service_instance_order_line_item_id_unique";`)
    this.addSql(
      `alter table if exists "service_instance" drop column if exists "order_id", drop column if exists "order_line_item_id";`,
    )
  }
}
