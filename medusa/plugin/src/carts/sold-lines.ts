import type { MedusaContainer } from "@medusajs/framework/types"
import { MedusaError } from "@medusajs/framework/utils"

import { isSameKind } from "./merge-plan"
import { notSoldHere, type SoldVariant, soldVariants } from "./sales-channel"

type Given = { quantity: number; metadata?: Record<string, unknown> | null }
/** A variant by its id, its SKU, or by both, which must be of the same variant. */
export type WantedLine = Given & { variant_id?: string; sku?: string }
export type NewLine = Given & { variant_id: string }

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
  const found = await soldVariants(container, channels, { ids, skus })
  return addUp(wanted.map((line) => variantOf(line, found)))
}

function variantOf({ variant_id, sku, ...given }: WantedLine, found: SoldVariant[]): NewLine {
  const variant = found.find((one) => (variant_id === undefined ? one.sku === sku : one.id === variant_id))
  if (!variant) {
    throw notSoldHere(variant_id ?? sku)
  }
  // A variant without a SKU is shown by its id.
  if (sku !== undefined && sku !== variant.sku && sku !== variant.id) {
    const said = `The SKU of the variant ${variant.id} is not ${sku}`
    throw new MedusaError(MedusaError.Types.INVALID_DATA, said)
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
