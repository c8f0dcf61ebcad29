import type { MedusaContainer } from "@medusajs/framework/types"
import { MedusaError } from "@medusajs/framework/utils"

import { databaseOf } from "../database"
import { isSameKind } from "./merge-plan"

type Given = { quantity: number; metadata?: Record<string, unknown> | null }
/** A variant by its id, its SKU, or by both, which must be of the same variant. */
export type WantedLine = Given & { variant_id?: string; sku?: string }
export type NewLine = Given & { variant_id: string }
type Sold = { id: string; sku: string | null }

const SOLD = `
select variant.id, variant.sku from product_variant variant
where (variant.id = any(:ids::text[]) or variant.sku = any(:skus::text[])) and variant.deleted_at is null
  and exists (
    select 1 from product_sales_channel sold
    where sold.product_id = variant.product_id and sold.sales_channel_id = any(:channels::text[])
      and sold.deleted_at is null)`

/**
 * Find the variants of lines; lines of the same kind are added up, which Medusa does with the cart's only.
 *
 * @throws MedusaError for what none of the sales channels sells.
 */
export async function soldLines(
  container: MedusaContainer,
  wanted: WantedLine[],
  channels: string[],
): Promise<NewLine[]> {
  const ids = wanted.flatMap(({ variant_id }) => variant_id ?? [])
  const skus = wanted.flatMap(({ sku, variant_id }) => (variant_id === undefined && sku ? sku : []))
  const { rows } = await databaseOf(container).raw(SOLD, { ids, skus, channels })
  const found = rows as Sold[]
  return addUp(wanted.map((line) => variantOf(line, found)))
}

function variantOf({ variant_id, sku, ...given }: WantedLine, found: Sold[]): NewLine {
  const variant = found.find((one) => (variant_id === undefined ? one.sku === sku : one.id === variant_id))
  if (!variant) {
    throw invalid(`The variant ${variant_id ?? sku} is not available in this sales channel`)
  }
  // A variant without a SKU is shown by its id.
  if (sku !== undefined && sku !== variant.sku && sku !== variant.id) {
    throw invalid(`The SKU of the variant ${variant.id} is not ${sku}`)
  }
  return { ...given, variant_id: variant.id }
}

function addUp(lines: NewLine[]): NewLine[] {
  const sums: NewLine[] = []
  for (const line of lines) {
    const same = sums.find((one) => isSameKind({ id: "", ...one }, { id: "", ...line }))
    if (same) {
      same.quantity += line.quantity
    } else {
      sums.push({ ...line })
    }
  }
  return sums
}

function invalid(message: string): MedusaError {
  return new MedusaError(MedusaError.Types.INVALID_DATA, message)
}
