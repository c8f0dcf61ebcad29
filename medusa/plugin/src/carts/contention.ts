import type { MedusaContainer } from "@medusajs/framework/types"
import { CampaignBudgetType, ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { ConflictError } from "../conflict"
import { TAXED_FIELDS, type Taxed } from "./tax"

type Amount = number | string | null
type Budget = { id: string; type: string; attribute?: string | null; limit: Amount; used: Amount }
type Promotion = {
  id: string
  code: string
  limit?: Amount
  used?: Amount
  campaign?: { budget?: Budget | null } | null
}
type Adjusted = { adjustments?: ({ code?: string | null; amount: Amount } | null)[] } | null
type Level = { stocked_quantity: Amount; reserved_quantity: Amount } | null
type Stock = {
  inventory_item_id: string
  required_quantity: Amount
  inventory?: { location_levels?: Level[] } | null
} | null
type Line = Adjusted & {
  quantity: Amount
  variant?: { manage_inventory?: boolean; allow_backorder?: boolean; inventory_items?: Stock[] } | null
}
type Cart = {
  id: string
  completed_at?: Date | string | null
  email?: string | null
  customer_id?: string | null
  items?: (Line | null)[]
  shipping_methods?: Adjusted[]
  promotions?: (Promotion | null)[]
}

/** What is nearly used up: orders that use it are placed one after the other. */
type Scarce = { key: string; code?: string; left: number; taken: number }

const FIELDS = [
  "id",
  "completed_at",
  "email",
  "customer_id",
  "items.quantity",
  "items.adjustments.code",
  "items.adjustments.amount",
  "items.variant.manage_inventory",
  "items.variant.allow_backorder",
  "items.variant.inventory_items.inventory_item_id",
  "items.variant.inventory_items.required_quantity",
  "items.variant.inventory_items.inventory.location_levels.stocked_quantity",
  "items.variant.inventory_items.inventory.location_levels.reserved_quantity",
  "shipping_methods.adjustments.code",
  "shipping_methods.adjustments.amount",
  "promotions.id",
  "promotions.code",
  "promotions.limit",
  "promotions.used",
  "promotions.campaign.budget.id",
  "promotions.campaign.budget.type",
  "promotions.campaign.budget.attribute",
  "promotions.campaign.budget.limit",
  "promotions.campaign.budget.used",
]

// So many orders like this one can run concurrently before two of them compete for the last one.
const ORDERS_AT_ONCE = 50

/**
 * Return the keys of the locks under which a cart must be completed: one for each promotion, budget and
 * stock item that is nearly used up; none for most carts.
 *
 * Medusa finds out in the middle of the completion that another order was faster. Its compensation can fail
 * in turn, and leave an order that is never paid.
 */
export async function contendedKeys(container: MedusaContainer, cartId: string): Promise<string[]> {
  const cart = await readOpenCart(container, cartId)
  return cart ? keysOf(container, cart) : []
}

/** Read a cart for its completion, its tax included; undefined for an order, or when there is no cart. */
export async function readForCompletion(
  container: MedusaContainer,
  cartId: string,
): Promise<Completable | undefined> {
  return (await readOpenCart(container, cartId, TAXED_FIELDS)) as unknown as Completable | undefined
}

/** A cart as it is read for its completion. */
export type Completable = Cart & Taxed

/** The fields of it, for those who read a cart for more. */
export const COMPLETION_FIELDS = [...FIELDS, ...TAXED_FIELDS]

/** Return the keys of a cart that was read already; see `contendedKeys`. */
export async function keysOf(container: MedusaContainer, cart: Cart): Promise<string[]> {
  const scarce = [...(await promotionsOf(container, cart)), ...stockOf(cart)]
  const contended = scarce.filter(({ left, taken }) => left < taken * ORDERS_AT_ONCE)
  return [...new Set(contended.map(({ key }) => key))].sort()
}

/** Reject the completion of a cart whose promotion is used up; correct only under the locks. */
export async function requireUsesLeft(container: MedusaContainer, cartId: string): Promise<void> {
  const cart = await readOpenCart(container, cartId)
  const promotions = cart ? await promotionsOf(container, cart) : []
  const spent = promotions.find(({ left, taken }) => left < taken)
  if (spent) {
    throw new ConflictError(`The promotion code ${spent.code} is used up`)
  }
}

async function readOpenCart(
  container: MedusaContainer,
  id: string,
  more: string[] = [],
): Promise<Cart | undefined> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const fields = [...new Set([...FIELDS, ...more])]
  const { data } = await query.graph({ entity: "cart", fields, filters: { id } })
  const cart = data[0] as unknown as Cart | undefined
  return cart?.completed_at ? undefined : cart
}

/** What the order uses of its promotions' limits and their campaigns' budgets, by Medusa's own rules. */
async function promotionsOf(container: MedusaContainer, cart: Cart): Promise<Scarce[]> {
  const adjustments = [...(cart.items ?? []), ...(cart.shipping_methods ?? [])].flatMap(
    (adjusted) => adjusted?.adjustments ?? [],
  )
  const found: Scarce[] = []
  for (const promotion of cart.promotions ?? []) {
    const own = adjustments.filter((one) => one && one.code === promotion?.code)
    // A code that takes nothing off is not counted.
    if (!promotion || own.length === 0) {
      continue
    }
    const { id, code, limit, used, campaign } = promotion
    if (limit !== null && limit !== undefined) {
      found.push({ key: `promotion:${id}`, code, left: Number(limit) - Number(used ?? 0), taken: 1 })
    }
    const amount = own.reduce((sum, one) => sum + Number(one?.amount ?? 0), 0)
    const budget = campaign?.budget
    if (budget && Number(budget.limit ?? 0) > 0) {
      found.push({ code, ...(await budgetOf(container, cart, budget, amount)) })
    }
  }
  return found
}

async function budgetOf(
  container: MedusaContainer,
  cart: Cart,
  budget: Budget,
  amount: number,
): Promise<Scarce> {
  const limit = Number(budget.limit)
  const key = `budget:${budget.id}`
  if (budget.type !== CampaignBudgetType.USE_BY_ATTRIBUTE) {
    const taken = budget.type === CampaignBudgetType.SPEND ? amount : 1
    return { key, left: limit - Number(budget.used ?? 0), taken }
  }
  const value = budget.attribute === "customer_id" ? cart.customer_id : cart.email
  if (!value) {
    return { key, left: limit, taken: 0 }
  }
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "campaign_budget_usage",
    fields: ["used"],
    filters: { budget_id: budget.id, attribute_value: value } as object,
  })
  const used = Number((data[0] as { used?: Amount } | undefined)?.used ?? 0)
  return { key: `${key}:${value}`, left: limit - used, taken: 1 }
}

/** What the order takes of each managed stock item; Medusa's completion rejects what is out of stock. */
function stockOf(cart: Cart): Scarce[] {
  return (cart.items ?? []).flatMap((line) => {
    const variant = line?.variant
    if (!line || !variant?.manage_inventory || variant.allow_backorder) {
      return []
    }
    return (variant.inventory_items ?? []).flatMap((stock) => {
      const levels = stock?.inventory?.location_levels ?? []
      const left = levels.reduce(
        (sum, level) => sum + Number(level?.stocked_quantity ?? 0) - Number(level?.reserved_quantity ?? 0),
        0,
      )
      const taken = Number(line.quantity) * Number(stock?.required_quantity ?? 1)
      return stock ? { key: `stock:${stock.inventory_item_id}`, left, taken } : []
    })
  })
}
