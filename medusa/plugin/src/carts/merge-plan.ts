import { deepEqualObj } from "@medusajs/framework/utils"

export type Line = {
  id: string
  variant_id?: string | null
  quantity: number
  metadata?: Record<string, unknown> | null
  is_custom_price?: boolean
}

/** A line gets another quantity, or goes into another cart. */
export type LineChange = { id: string; quantity: number } | { id: string; cart_id: string }

export type MergePlan = {
  /** Move every item from one cart to the other: in one transaction, so that none is lost or duplicated. */
  changes: LineChange[]
  /** Move them back. */
  undo: LineChange[]
  /** How much of each variant that comes in must be in stock: both carts' lines together. */
  needed: { variant_id: string; quantity: number }[]
}

type Cart = { id: string; items: Line[] }

/**
 * Plan the merge of one cart into another: each line is added to a line of the same kind, or moved as it
 * is.
 */
export function planMerge(from: Cart, into: Cart): MergePlan {
  const incoming = from.items.filter((line) => line.quantity > 0)
  const quantities = new Map<Line, number>()
  const plan: MergePlan = { changes: [], undo: [], needed: neededStock(incoming, into.items) }
  for (const line of incoming) {
    const twin = into.items.find((other) => isSameKind(line, other))
    if (twin) {
      quantities.set(twin, (quantities.get(twin) ?? twin.quantity) + line.quantity)
      plan.changes.push({ id: line.id, quantity: 0 })
      plan.undo.push({ id: line.id, quantity: line.quantity })
    } else {
      plan.changes.push({ id: line.id, cart_id: into.id })
      plan.undo.push({ id: line.id, cart_id: from.id })
    }
  }
  for (const [{ id, quantity: before }, quantity] of quantities) {
    plan.changes.push({ id, quantity })
    plan.undo.push({ id, quantity: before })
  }
  return plan
}

/** Medusa's rule for adding a variant that the cart has. */
export function isSameKind(one: Line, other: Line): boolean {
  return (
    one.variant_id != null &&
    one.variant_id === other.variant_id &&
    !one.is_custom_price &&
    !other.is_custom_price &&
    deepEqualObj(one.metadata ?? {}, other.metadata ?? {})
  )
}

function neededStock(incoming: Line[], present: Line[]): MergePlan["needed"] {
  const variantIds = new Set(incoming.flatMap((line) => line.variant_id ?? []))
  return [...variantIds].map((variant_id) => ({
    variant_id,
    quantity: [...incoming, ...present]
      .filter((line) => line.variant_id === variant_id)
      .reduce((sum, line) => sum + line.quantity, 0),
  }))
}
