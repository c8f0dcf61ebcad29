import type { MedusaContainer } from "@medusajs/framework/types"
import {
  ComputedActions,
  ContainerRegistrationKeys,
  MedusaError,
  Modules,
  PromotionStatus,
} from "@medusajs/framework/utils"

import type { Cart } from "./cart"
import { internals } from "./internals"
import { plain } from "./plain"
import { inTransaction } from "./transaction"

type Action = {
  action: string
  code: string
  amount: number
  is_tax_inclusive?: boolean
  item_id: string
  shipping_method_id: string
  adjustment_id: string
}
type Adjusted = { adjustments?: ({ code?: string | null } | null)[] | null }

/**
 * Whether a change to the cart may change its discounts: it has or had a code, or the shop has automatic
 * promotions.
 */
export async function mayBeDiscounted(container: MedusaContainer, cart: Cart): Promise<boolean> {
  const adjusted = [...(cart.items ?? []), ...((cart.shipping_methods ?? []) as Adjusted[])]
  if (cart.promotions?.length || adjusted.some(({ adjustments }) => adjustments?.length)) {
    return true
  }
  const automatic = await container
    .resolve(Modules.PROMOTION)
    .listPromotions({ is_automatic: true, status: [PromotionStatus.ACTIVE] } as object, {
      select: ["id"],
      take: 1,
    })
  return automatic.length > 0
}

/** Compute a cart's promotions again, as Medusa's workflow `update-cart-promotions` does. */
export async function refreshPromotions(container: MedusaContainer, cartId: string): Promise<void> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "cart",
    fields: internals().cartFieldsForRefreshSteps,
    filters: { id: cartId },
  })
  const cart = plain(data[0]) as unknown as Cart
  const given = (cart.promotions ?? []).flatMap((promotion) => promotion?.code ?? [])
  const codes = await validCodes(container, given)
  const service = container.resolve(Modules.PROMOTION)
  type Context = Parameters<typeof service.computeActions>[1]
  const actions = await service.computeActions(codes, cart as unknown as Context)
  if (actions.length > 0 || cart.promotions?.length) {
    await apply(container, cartId, plain(actions) as unknown as Action[])
  }
}

async function validCodes(container: MedusaContainer, codes: string[]): Promise<string[]> {
  const ids = await idsOf(container, codes)
  const invalid = codes.find((code) => !ids.has(code))
  if (invalid !== undefined) {
    throw new MedusaError(MedusaError.Types.INVALID_DATA, `The promotion code ${invalid} is invalid`)
  }
  return [...new Set(codes)]
}

async function idsOf(container: MedusaContainer, codes: string[]): Promise<Map<string, string>> {
  if (codes.length === 0) {
    return new Map()
  }
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "promotion",
    fields: ["id", "code"],
    filters: { code: codes },
  })
  return new Map(data.flatMap((promotion) => (promotion.code ? [[promotion.code, promotion.id]] : [])))
}

async function apply(container: MedusaContainer, cartId: string, actions: Action[]): Promise<void> {
  const ids = await idsOf(
    container,
    actions.map((one) => one.code),
  )
  const of = (kind: string) => actions.filter(({ action }) => action === kind)
  const lines = of(ComputedActions.ADD_ITEM_ADJUSTMENT).map(({ code, amount, is_tax_inclusive, item_id }) => {
    return { code, amount, is_tax_inclusive, item_id, promotion_id: ids.get(code) }
  })
  const methods = of(ComputedActions.ADD_SHIPPING_METHOD_ADJUSTMENT).map(
    ({ code, amount, shipping_method_id }) => {
      return { code, amount, shipping_method_id, promotion_id: ids.get(code) }
    },
  )
  const goneLines = of(ComputedActions.REMOVE_ITEM_ADJUSTMENT).map((one) => one.adjustment_id)
  const goneMethods = of(ComputedActions.REMOVE_SHIPPING_METHOD_ADJUSTMENT).map((one) => one.adjustment_id)
  await inTransaction(container, async (carts, context) => {
    if (goneLines.length > 0) {
      await carts.softDeleteLineItemAdjustments(goneLines, undefined, context)
    }
    if (goneMethods.length > 0) {
      await carts.softDeleteShippingMethodAdjustments(goneMethods, undefined, context)
    }
    if (lines.length > 0) {
      await addAdjustments(carts, "addLineItemAdjustments", lines, context)
    }
    if (methods.length > 0) {
      await addAdjustments(carts, "addShippingMethodAdjustments", methods, context)
    }
  })
  const applied = [...lines, ...methods].map(({ code }) => code)
  await replaceLinks(
    container,
    cartId,
    applied.flatMap((code) => ids.get(code) ?? []),
  )
}

/** The second of three arguments is for a cart's id alone. */
function addAdjustments(
  carts: object,
  name: "addLineItemAdjustments" | "addShippingMethodAdjustments",
  rows: object[],
  context: object,
): Promise<unknown> {
  type Add = (rows: object[], more: undefined, context: object) => Promise<unknown>
  return (carts as Record<typeof name, Add>)[name](rows, undefined, context)
}

/** Link the promotions that apply: a code that takes nothing off leaves the cart. */
async function replaceLinks(
  container: MedusaContainer,
  cartId: string,
  promotionIds: string[],
): Promise<void> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "cart_promotion",
    fields: ["cart_id", "promotion_id"],
    filters: { cart_id: [cartId] },
  })
  const linkOf = (promotion_id: string) => ({
    [Modules.CART]: { cart_id: cartId },
    [Modules.PROMOTION]: { promotion_id },
  })
  const link = container.resolve(ContainerRegistrationKeys.LINK)
  const before = data.map((one) => linkOf(one.promotion_id))
  if (before.length > 0) {
    await link.dismiss(before)
  }
  const now = [...new Set(promotionIds)].map(linkOf)
  if (now.length > 0) {
    await link.create(now)
  }
}
