import type { ICartModuleService, IPaymentModuleService, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, MathBN, Modules } from "@medusajs/framework/utils"

type Amount = { value: string; precision: number }
type Line = { id: string; tax_lines?: ({ id: string } | null)[] }

/** The fields of a cart that Medusa's own compensation does not restore. */
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
/** For added items: Medusa then writes the taxes of the existing lines as well. */
export const TAX_LINE_FIELDS = ["items.id", "items.tax_lines.id"]

/**
 * Restore a cart to what it was before a failed write.
 *
 * Medusa compensates its failed workflows except for this, each found by failing every write in a real
 * shop: a new address stays, with the tax of the old one; the payment collection stays at the new amount; a
 * new promotion stays linked; and the taxes of a line with a higher quantity are there twice.
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
    // When the cart is an order by now, or closed, the write did not fail.
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
      logger.warn(`A write to a cart failed; restored: ${restored.join(", ")}`)
    }
  } catch (error) {
    logger.error(`A cart could not be restored after a failed write: ${(error as Error).message}`)
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
    // Medusa has created new ones, and left the previous ones as they were.
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
