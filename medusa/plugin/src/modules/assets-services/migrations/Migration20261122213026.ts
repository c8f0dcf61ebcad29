import { Migration } from "@medusajs/framework/mikro-orm/migrations"
import { defineFileConfig } from "@medusajs/framework/utils"

import { withoutAssetsServices } from "../../../options"

defineFileConfig({ isDisabled: withoutAssetsServices })

export class Migration20261122213026 extends Migration {
  override async up(): Promise<void> {
    this.addSql(`alter table if exists "asset" drop constraint if exists "asset_serial_number_unique";`)
    this.addSql(
      `create table if not exists "asset" ("id" text not null, "name" text null, "thumbnail" text null, "serial_number" text not null, "status" text check ("status" in ('ACTIVE', 'INACTIVE', 'RETIRED')) not null default 'ACTIVE', "end_of_warranty_date" timestamptz null, "totals" jsonb null, "address" jsonb null, "customer_id" text null, "product_variant_id" text not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "asset_pkey" primary key ("id"));`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_asset_deleted_at" ON "asset" ("deleted_at") WHERE deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_asset_serial_number_unique" ON "asset" ("serial_number") WHERE deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_asset_customer_id_created_at" ON "asset" ("customer_id", "created_at") WHERE deleted_at IS NULL;`,
    )

    this.addSql(
      `create table if not exists "product_reference" ("id" text not null, "source_product_variant_id" text not null, "target_product_variant_id" text not null, "reference_type" text check ("reference_type" in ('SPARE_PART', 'ACCESSORY', 'REPLACEMENT', 'TOOL', 'COMPATIBLE_SERVICE')) not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "product_reference_pkey" primary key ("id"));`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_product_reference_deleted_at" ON "product_reference" ("deleted_at") WHERE deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_product_reference_source_type_target" ON "product_reference" ("source_product_variant_id", "reference_type", "target_product_variant_id") WHERE deleted_at IS NULL;`,
    )

    this.addSql(
      `create table if not exists "service_instance" ("id" text not null, "name" text null, "status" text check ("status" in ('ACTIVE', 'INACTIVE', 'EXPIRED', 'RETIRED')) not null default 'ACTIVE', "payment_type" text check ("payment_type" in ('ONE_TIME', 'WEEKLY', 'MONTHLY', 'YEARLY')) not null, "start_date" timestamptz not null, "end_date" timestamptz null, "purchase_date" timestamptz null, "totals" jsonb null, "customer_id" text not null, "product_variant_id" text not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "service_instance_pkey" primary key ("id"));`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_service_instance_deleted_at" ON "service_instance" ("deleted_at") WHERE deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_service_instance_customer_id_created_at" ON "service_instance" ("customer_id", "created_at") WHERE deleted_at IS NULL;`,
    )

    this.addSql(
      `create table if not exists "asset_service_instance" ("service_instance_id" text not null, "asset_id" text not null, constraint "asset_service_instance_pkey" primary key ("service_instance_id", "asset_id"));`,
    )

    this.addSql(
      `alter table if exists "asset_service_instance" add constraint "asset_service_instance_service_instance_id_foreign" foreign key ("service_instance_id") references "service_instance" ("id") on update cascade on delete cascade;`,
    )
    this.addSql(
      `alter table if exists "asset_service_instance" add constraint "asset_service_instance_asset_id_foreign" foreign key ("asset_id") references "asset" ("id") on update cascade on delete cascade;`,
    )
  }

  override async down(): Promise<void> {
    this.addSql(
      `alter table if exists "asset_service_instance" drop constraint if exists "asset_service_instance_asset_id_foreign";`,
    )

    this.addSql(
      `alter table if exists "asset_service_instance" drop constraint if exists "asset_service_instance_service_instance_id_foreign";`,
    )

    this.addSql(`drop table if exists "asset" cascade;`)

    this.addSql(`drop table if exists "product_reference" cascade;`)

    this.addSql(`drop table if exists "service_instance" cascade;`)

    this.addSql(`drop table if exists "asset_service_instance" cascade;`)
  }
}
