import { MedusaError } from "@medusajs/framework/utils"

import type { Database } from "../database"

/** A variant that is offered beside something else. */
export type Offer = { product_id: string; variant_id: string; reference_type?: string }

// As many as the Admin API returns of a variant.
const MOST = 1000
const FEATURED_CATEGORY = "featured-services"

const SOURCE = `select exists (
  select 1 from product_variant v where v.id = ? and v.product_id = ? and v.deleted_at is null) as exists`
const REFERENCES = `
select v.product_id, v.id variant_id, r.reference_type from product_reference r
join product_variant v on v.id = r.target_product_variant_id and v.deleted_at is null
where r.source_product_variant_id = ? and r.deleted_at is null and (?::text is null or r.reference_type = ?)
order by r.created_at, r.id limit ${MOST}`

const OWN = `select asset.product_variant_id from asset
where asset.id = ? and asset.customer_id = ? and asset.deleted_at is null`
const COMPATIBLE = `
select v.product_id, v.id variant_id from product_variant v
join product p on p.id = v.product_id and p.status = 'published' and p.deleted_at is null
where v.deleted_at is null and v.id in (
  select r.target_product_variant_id from product_reference r
  where r.source_product_variant_id = ? and r.reference_type = 'COMPATIBLE_SERVICE' and r.deleted_at is null)
order by v.title, v.id limit ${MOST}`

const FEATURED = `
select v.product_id, v.id variant_id from product_variant v
join product p on p.id = v.product_id and p.status = 'published' and p.deleted_at is null
where v.deleted_at is null and p.id in (
  select own.product_id from product_category_product own
  join product_category category on category.id = own.product_category_id and category.deleted_at is null
  where category.handle = '${FEATURED_CATEGORY}')
order by v.product_id, v.variant_rank, v.id`

/**
 * Return what a product's variant refers to, in the order in which it was added.
 *
 * @throws MedusaError when the product has no such variant.
 */
export async function referencesOf(
  db: Database,
  productId: string,
  variantId: string,
  type: string | undefined,
): Promise<Offer[]> {
  const source = await db.raw(SOURCE, [variantId, productId])
  if (!(source.rows[0] as { exists: boolean }).exists) {
    throw notFound(`Product ${productId} has no variant ${variantId}`)
  }
  const { rows } = await db.raw(REFERENCES, [variantId, type ?? null, type ?? null])
  return rows as Offer[]
}

/**
 * Return the services that fit a customer's asset.
 *
 * @throws MedusaError when it is not there, or another customer's.
 */
export async function compatibleServices(
  db: Database,
  assetId: string,
  customerId: string,
): Promise<Offer[]> {
  const own = await db.raw(OWN, [assetId, customerId])
  const asset = own.rows[0] as { product_variant_id: string } | undefined
  if (!asset) {
    throw notFound(`The customer has no asset ${assetId}`)
  }
  const { rows } = await db.raw(COMPATIBLE, [asset.product_variant_id])
  return rows as Offer[]
}

/** Return all variants of the products in the category `featured-services`. */
export async function featuredServices(db: Database): Promise<Offer[]> {
  const { rows } = await db.raw(FEATURED, [])
  return rows as Offer[]
}

function notFound(message: string): MedusaError {
  return new MedusaError(MedusaError.Types.NOT_FOUND, message)
}
