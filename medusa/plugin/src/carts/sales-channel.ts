import type { MedusaContainer } from "@medusajs/framework/types"
import { MedusaError } from "@medusajs/framework/utils"

import { databaseOf } from "../database"

export type SoldVariant = { id: string; sku: string | null }

/** SQL: whether the shop has one sales channel: a product then needs none, as in Medusa's own list of products. */
export const HAS_ONE_CHANNEL =
  "((select count(*) from sales_channel where sales_channel.deleted_at is null) <= 1)"

/** SQL: whether a product is in one of the sales channels. */
export function isIn(product: string, channels: string): string {
  return `exists (select 1 from product_sales_channel sold
    where sold.product_id = ${product} and sold.sales_channel_id = any(${channels}) and sold.deleted_at is null)`
}

/** SQL: whether one of the sales channels sells a product. */
export function soldIn(product: string, channels: string): string {
  return `(${HAS_ONE_CHANNEL} or ${isIn(product, channels)})`
}

const SOLD = `
select variant.id, variant.sku from product_variant variant
where (variant.id = any(:ids::text[]) or variant.sku = any(:skus::text[])) and variant.deleted_at is null
  and ${soldIn("variant.product_id", ":channels::text[]")}`

/** Return those of some variants, by their ids or their SKUs, that one of the sales channels sells. */
export async function soldVariants(
  container: MedusaContainer,
  channels: string[],
  { ids = [], skus = [] }: { ids?: string[]; skus?: string[] },
): Promise<SoldVariant[]> {
  const { rows } = await databaseOf(container).raw(SOLD, { ids, skus, channels })
  return rows as SoldVariant[]
}

/** Reject variants that none of the channels sells: Medusa allows any variant in any cart. */
export async function requireSoldHere(
  container: MedusaContainer,
  ids: string[],
  channels: string[],
): Promise<void> {
  const sold = await soldVariants(container, channels, { ids })
  const elsewhere = ids.find((id) => !sold.some((one) => one.id === id))
  if (elsewhere !== undefined) {
    throw notSoldHere(elsewhere)
  }
}

export function notSoldHere(variant: string | undefined): MedusaError {
  return new MedusaError(
    MedusaError.Types.INVALID_DATA,
    `The variant ${variant} is not available in this sales channel`,
  )
}
