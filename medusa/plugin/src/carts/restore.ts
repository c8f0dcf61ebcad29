import type { ICartModuleService, IPaymentModuleService, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, MathBN, Modules } from "@medusajs/framework/utils"

type Amount = { value: string; precision: number }
type Line = { id: string; tax_lines?: ({ id: string } | null)[] }

/** As much of a cart as Medusa's own compensation does not bring back. */
export type Snapshot = {
  id: string
  completed_at?: Date | string | null
  shipping_address_id?: string | null
  billing_address_id?: string | null
  payment_collection?: { id: string; currency_code: string; raw_amount: Amount } | null
  cart_link?: ({ promotion_id: string } | null)[]
  items?: (Line | null)[]
}

export const SNAPSHOT_FIELDS = [
  "id",
  "completed_at",
  "shipping_address_id",
  "billing_address_id",
  "payment_collection.id",
  "payment_collection.currency_code",
  "payment_collection.raw_amount",
  "cart_link.promotion_id",
]
/** Where items are added: Medusa then writes the taxes of the lines that were there as well. */
export const TAX_LINE_FIELDS = ["items.id", "items.tax_lines.id"]

/**
 * Brings a cart back to what it was before a write that failed.
 *
 * Medusa takes back what its failed workflows did, but for this, each found by failing every write in a real
 * shop: a new address stays, at the tax of the old one; the payment collection stays at the new sum; a new
 * promotion stays linked; and the taxes of a line of which more was wanted are there twice.
 */
export async function restoreCart(
  container: MedusaContainer,
  before: Snapshot,
  fields: string[],
): Promise<void> {
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  try {
    const query = container.resolve(ContainerRegistrationKeys.QUERY)
    const { data } = await query.graph({ entity: "cart", fields, filters: { id: before.id } })
    const now = data[0] as unknown as Snapshot | undefined
    // What is an order by now, or was closed, is no failed write.
    if (!now || now.completed_at) {
      return
    }
    const restored = [
      await restoreAddresses(container.resolve(Modules.CART), before, now),
      await restoreCollection(container.resolve(Modules.PAYMENT), before, now),
      await restorePromotions(container, before, now),
      await restoreTaxes(container.resolve(Modules.CART), before, now),
    ].flat()
    if (restored.length > 0) {
      logger.warn(`A write to a cart failed half-way; brought back: ${restored.join(", ")}`)
    }
  } catch (error) {
    logger.error(`A cart could not be brought back after a failed write: ${(error as Error).message}`)
  }
}

async function restoreAddresses(
  carts: ICartModuleService,
  before: Snapshot,
  now: Snapshot,
): Promise<string[]> {
  const changed = (["shipping_address", "billing_address"] as const).filter(
    (name) => (before[`${name}_id`] ?? null) !== (now[`${name}_id`] ?? null),
  )
  if (changed.length > 0) {
    // Medusa has made new ones, and left those before as they were.
    const former = Object.fromEntries(changed.map((name) => [name, before[`${name}_id`] ?? null]))
    await carts.updateCarts([{ id: before.id, ...former }])
  }
  return changed
}

async function restoreCollection(
  payments: IPaymentModuleService,
  { payment_collection: before }: Snapshot,
  { payment_collection: now }: Snapshot,
): Promise<string[]> {
  const isSame =
    before?.id !== now?.id ||
    !before ||
    !now ||
    (before.currency_code === now.currency_code && MathBN.eq(before.raw_amount, now.raw_amount))
  if (isSame) {
    return []
  }
  const { currency_code, raw_amount: amount } = before
  await payments.updatePaymentCollections(before.id, { currency_code, amount })
  return ["the payment's amount"]
}

async function restorePromotions(
  container: MedusaContainer,
  before: Snapshot,
  now: Snapshot,
): Promise<string[]> {
  const known = promotionIds(before)
  const added = promotionIds(now).filter((id) => !known.includes(id))
  if (added.length > 0) {
    const links = added.map((promotion_id) => ({
      [Modules.CART]: { cart_id: before.id },
      [Modules.PROMOTION]: { promotion_id },
    }))
    await container.resolve(ContainerRegistrationKeys.LINK).dismiss(links)
  }
  return added.length > 0 ? ["promotions"] : []
}

function promotionIds({ cart_link }: Snapshot): string[] {
  return (cart_link ?? []).flatMap((link) => link?.promotion_id ?? [])
}

async function restoreTaxes(carts: ICartModuleService, before: Snapshot, now: Snapshot): Promise<string[]> {
  const present = new Map(linesOf(now).map((line) => [line.id, taxIds(line)]))
  const doubled = linesOf(before).flatMap((line) => {
    const ids = present.get(line.id) ?? []
    const known = taxIds(line)
    return ids.length > known.length ? ids.filter((id) => !known.includes(id)) : []
  })
  if (doubled.length > 0) {
    await carts.softDeleteLineItemTaxLines(doubled)
  }
  return doubled.length > 0 ? ["taxes"] : []
}

function linesOf({ items }: Snapshot): Line[] {
  return (items ?? []).flatMap((line) => line ?? [])
}

function taxIds({ tax_lines }: Line): string[] {
  return (tax_lines ?? []).flatMap((one) => one?.id ?? [])
}
