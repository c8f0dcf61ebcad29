import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, QueryContext } from "@medusajs/framework/utils"

import { databaseOf } from "../database"
import { internals } from "./internals"
import { plain } from "./plain"

export type Price = {
  id: string
  calculated_amount: number | null
  original_amount: number | null
  is_calculated_price_tax_inclusive?: boolean
  calculated_price?: { price_list_type?: string | null }
}
type Linked = {
  id: string
  price_set: { id: string } | null
  shipping_profile: { id: string } | null
  inventory_items: object[]
}
export type Variant = { id: string } & Partial<Omit<Linked, "shipping_profile">> & {
    product?: { status?: string } | null
    calculated_price?: Price
  }

/** What is in other modules of Medusa, and takes a dozen statements through its links: `LINKED` takes one. */
const ELSEWHERE = /^(inventory_items|product\.shipping_profile)\./

/**
 * What variants are linked to: their price sets, shipping profiles, and inventory items with the stock at
 * each location and the sales channels that sell it.
 */
const LINKED = `
select variant.id, (
  select json_build_object('id', price_set.id)
  from product_variant_price_set link join price_set on price_set.id = link.price_set_id
  where link.variant_id = variant.id and link.deleted_at is null and price_set.deleted_at is null
  limit 1) price_set, (
  select json_build_object('id', profile.id)
  from product_shipping_profile link join shipping_profile profile on profile.id = link.shipping_profile_id
  where link.product_id = variant.product_id and link.deleted_at is null and profile.deleted_at is null
  limit 1) shipping_profile, (
  select coalesce(json_agg(json_build_object(
    'variant_id', link.variant_id, 'inventory_item_id', link.inventory_item_id,
    'required_quantity', link.required_quantity, 'inventory', json_build_object(
      'id', item.id, 'requires_shipping', item.requires_shipping, 'location_levels', (
        select coalesce(json_agg(json_build_object(
          'id', level.id, 'location_id', level.location_id,
          'stocked_quantity', level.stocked_quantity, 'raw_stocked_quantity', level.raw_stocked_quantity,
          'reserved_quantity', level.reserved_quantity, 'raw_reserved_quantity', level.raw_reserved_quantity,
          'stock_locations', (
            select coalesce(json_agg(json_build_object('id', location.id, 'sales_channels', (
              select coalesce(json_agg(json_build_object('id', channel.id)), '[]')
              from sales_channel_stock_location sold
              join sales_channel channel on channel.id = sold.sales_channel_id
              where sold.stock_location_id = location.id
                and sold.deleted_at is null and channel.deleted_at is null))), '[]')
            from stock_location location
            where location.id = level.location_id and location.deleted_at is null))), '[]')
        from inventory_level level
        where level.inventory_item_id = item.id and level.deleted_at is null)))), '[]')
  from product_variant_inventory_item link
  join inventory_item item on item.id = link.inventory_item_id
  where link.variant_id = variant.id and link.deleted_at is null and item.deleted_at is null) inventory_items
from product_variant variant where variant.id = any(?) and variant.deleted_at is null`

/**
 * Read variants with their stock, and what a line copies of them: what Medusa's workflows read.
 *
 * @param context what their prices depend on; without it none are read.
 */
export async function readVariants(
  container: MedusaContainer,
  ids: string[],
  context?: Record<string, unknown>,
): Promise<Variant[]> {
  const { productVariantsFields, requiredVariantFieldsForInventoryConfirmation } = internals()
  const fields = [...productVariantsFields, ...requiredVariantFieldsForInventoryConfirmation]
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const [{ data }, { rows }] = await Promise.all([
    query.graph({
      entity: "variants",
      fields: [
        ...new Set(fields.filter((field) => !ELSEWHERE.test(field))),
        ...(context ? ["calculated_price.*"] : []),
      ],
      filters: { id: ids },
      ...(context && { context: { calculated_price: QueryContext(context) } }),
    }),
    databaseOf(container).raw(LINKED, [ids]),
  ])
  const linked = new Map((rows as Linked[]).map((one) => [one.id, one]))
  return (plain(data) as unknown as Variant[]).map((variant) => {
    const { shipping_profile, ...links } = linked.get(variant.id) ?? {}
    const product = variant.product && { ...variant.product, shipping_profile }
    return { ...variant, ...links, product } as Variant
  })
}
