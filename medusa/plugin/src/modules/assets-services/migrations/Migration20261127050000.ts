import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { defineFileConfig } from "@medusajs/framework/utils"

import { withoutAssetsServices } from "../../../options"

defineFileConfig({ isDisabled: withoutAssetsServices })

export class Migration20261127050000 extends Migration {
  override async up(): Promise<void> {
    this.addSql(
      `alter table if exists "service_event" drop constraint if exists "service_event_order_line_item_id_unique";`,
    )
    this.addSql(
      `alter table if exists "asset" add column if not exists "confirmation" text check ("confirmation" in ('PENDING', 'CONFIRMED')) null, add column if not exists "registered_by" text null;`,
    )
    this.addSql(
      `alter table if exists "service_instance" add column if not exists "cancelled_at" timestamptz null;`,
    )
    this.addSql(
      `alter table if exists "service_purchase" add column if not exists "purpose" text check ("purpose" in ('NEW', 'RENEWAL', 'UPGRADE')) not null default 'NEW', add column if not exists "service_instance_id" text null, add column if not exists "credit" jsonb null;`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_service_purchase_service_instance" ON "service_purchase" ("service_instance_id", "created_at") WHERE service_instance_id IS NOT NULL AND deleted_at IS NULL;`,
    )

    this.addSql(
      `create table if not exists "service_event" ("id" text not null, "event" text check ("event" in ('PURCHASED', 'RENEWED', 'UPGRADED', 'CANCELLED')) not null, "at" timestamptz not null, "actor_type" text check ("actor_type" in ('CUSTOMER', 'OPERATOR')) not null, "actor_id" text null, "order_id" text null, "order_line_item_id" text null, "product_variant_id" text not null, "payment_type" text check ("payment_type" in ('ONE_TIME', 'WEEKLY', 'MONTHLY', 'YEARLY')) not null, "period_start" timestamptz not null, "period_end" timestamptz null, "totals" jsonb null, "previous" jsonb null, "service_instance_id" text not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "service_event_pkey" primary key ("id"));`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_service_event_service_instance_id" ON "service_event" ("service_instance_id") WHERE deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_service_event_deleted_at" ON "service_event" ("deleted_at") WHERE deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_service_event_order_line_item_id_unique" ON "service_event" ("order_line_item_id") WHERE order_line_item_id IS NOT NULL AND deleted_at IS NULL;`,
    )
    this.addSql(
      `alter table if exists "service_event" add constraint "service_event_service_instance_id_foreign" foreign key ("service_instance_id") references "service_instance" ("id") on update cascade;`,
    )
  }

  override async down(): Promise<void> {
    this.addSql(`drop table if exists "service_event" cascade;`)

    this.addSql(`drop index if exists "IDX_service_purchase_service_instance";`)
    this.addSql(
      `alter table if exists "service_purchase" drop column if exists "purpose", drop column if exists "service_instance_id", drop column if exists "credit";`,
    )
    this.addSql(`alter table if exists "service_instance" drop column if exists "cancelled_at";`)
    this.addSql(
      `alter table if exists "asset" drop column if exists "confirmation", drop column if exists "registered_by";`,
    )
  }
}
