import type { Database } from "../database"
import type { Kind } from "./shown-products"

export type Variant = { id: string; product_id: string | null }
export type Resource = Record<string, unknown> & {
  id: string
  product_variant: Variant | null
  assets?: Resource[]
}

/** An asset or a service `r` with its owner, and with its variant as it is without a product for sale. */
const OF_BOTH = `
  'id', r.id, 'name', r.name, 'status', r.status, 'totals', r.totals, 'customer_id', r.customer_id,
  'product_variant_id', r.product_variant_id,
  'customer', (select json_build_object('id', c.id) from customer c
    where c.id = r.customer_id and c.deleted_at is null),
  'product_variant', (
    select json_build_object(
      'id', v.id, 'sku', v.sku, 'product_id', v.product_id,
      'product', (
        select json_build_object('id', p.id, 'title', p.title, 'description', p.description)
        from product p where p.id = v.product_id and p.deleted_at is null),
      'prices', (
        select coalesce(json_agg(
          json_build_object('amount', price.amount, 'currency_code', price.currency_code)
          order by price.id), '[]')
        from product_variant_price_set link
        join price on price.price_set_id = link.price_set_id and price.deleted_at is null
        where link.variant_id = v.id and link.deleted_at is null))
    from product_variant v where v.id = r.product_variant_id and v.deleted_at is null)`
const ASSET = `json_build_object(${OF_BOTH}, 'serial_number', r.serial_number, 'address', r.address,
  'confirmation', r.confirmation)`

const COLUMNS: Record<Kind, string> = {
  asset: `${ASSET} as row, r.end_of_warranty_date`,
  service_instance: `
    json_build_object(${OF_BOTH}, 'payment_type', r.payment_type) as row, r.start_date, r.end_date, r.cancelled_at,
    (select coalesce(json_agg(linked.id order by linked.id collate "C"), '[]')
      from asset_service_instance link
      join asset linked on linked.id = link.asset_id and linked.deleted_at is null
      where link.service_instance_id = r.id and linked.customer_id = r.customer_id) as asset_ids`,
}

const HISTORY = `(
  select coalesce(json_agg(json_build_object(
    'id', e.id, 'event', e.event, 'at', ${moment("e.at")}, 'actor_type', e.actor_type, 'order_id', e.order_id,
    'product_variant_id', e.product_variant_id, 'payment_type', e.payment_type,
    'period_start', ${moment("e.period_start")}, 'period_end', ${moment("e.period_end")})), '[]')
  from service_event e where e.service_instance_id = r.id and e.deleted_at is null) as history`

/** A date in JSON as Medusa returns it. */
function moment(column: string): string {
  return `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}

type Row = Record<string, unknown> & { row: Resource; asset_ids?: string[] }

/**
 * Return a customer's assets or services by their ids, in the order of these, as the Admin API returns them;
 * only services have a history.
 *
 * Of a service's assets those that are the customer's: one may be another customer's by now.
 */
export async function resourceRows(
  db: Database,
  kind: Kind,
  customerId: string,
  ids: string[],
  withHistory = false,
): Promise<Resource[]> {
  if (ids.length === 0) {
    return []
  }
  const { rows } = await db.raw(
    `select ${COLUMNS[kind]}, r.created_at, r.updated_at ${withHistory ? `, ${HISTORY}` : ""} from ${kind} r
     where r.id = any(?) and r.customer_id = ? and r.deleted_at is null`,
    [ids, customerId],
  )
  const found = rows as Row[]
  const linked = [...new Set(found.flatMap(({ asset_ids }) => asset_ids ?? []))]
  const assets = new Map((await resourceRows(db, "asset", customerId, linked)).map((one) => [one.id, one]))
  const byId = new Map(
    found.map(({ row, asset_ids, ...dates }) => [
      row.id,
      {
        ...row,
        ...dates,
        ...(asset_ids && { assets: asset_ids.flatMap((id) => assets.get(id) ?? []) }),
      } as Resource,
    ]),
  )
  return ids.flatMap((id) => byId.get(id) ?? [])
}

/** Return the ids of the products that records and their assets are. */
export function productsOf(rows: Resource[]): string[] {
  const all = rows.flatMap((row) => [row, ...(row.assets ?? [])])
  return [...new Set(all.flatMap(({ product_variant }) => product_variant?.product_id ?? []))]
}
