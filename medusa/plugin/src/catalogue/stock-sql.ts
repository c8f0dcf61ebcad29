/** The places that the shopper's sales channels sell from, for a statement's `with`. */
export const LOCATIONS = `locations as materialized (
  select distinct place.stock_location_id id from sales_channel_stock_location place
  where place.sales_channel_id = any(:channels::text[]) and place.deleted_at is null)`

/**
 * How many pieces of a variant can be made of what its inventory items have left, as Medusa counts: null for
 * one without inventory items. Floating point, since Medusa computes with JavaScript's numbers.
 */
export const quantityOf = (variant: string): string => `(
  select min(floor(coalesce((
    select sum((level.stocked_quantity - level.reserved_quantity)::float8) from inventory_level level
    where level.inventory_item_id = part.inventory_item_id and level.deleted_at is null
      and level.location_id in (select locations.id from locations)
  ), 0) / nullif(part.required_quantity, 0)::float8))
  from product_variant_inventory_item part where part.variant_id = ${variant} and part.deleted_at is null)`

/**
 * The variants that lack an inventory item for one piece, for a statement's `with`: of many variants at once
 * faster than their quantities, since there are few.
 */
export const SHORT = `short as materialized (
  select distinct part.variant_id from product_variant_inventory_item part left join (
    select level.inventory_item_id, sum((level.stocked_quantity - level.reserved_quantity)::float8) available
    from inventory_level level
    where level.deleted_at is null and level.location_id in (select locations.id from locations)
    group by level.inventory_item_id) stored on stored.inventory_item_id = part.inventory_item_id
  where part.deleted_at is null
    and floor(coalesce(stored.available, 0) / nullif(part.required_quantity, 0)::float8) <= 0)`
export const JOIN_SHORT = "left join short on short.variant_id = variant.id"

/** Whether a variant, joined to `short`, can be bought now: unlimited, not counted, or one is left. */
export const IS_IN_STOCK =
  "(not variant.manage_inventory or variant.allow_backorder or short.variant_id is null)"
