import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"

import { CREDIT_FIELDS, type Credited, requireNoCredit } from "../carts/credit"
import { cartNotFound } from "../carts/not-found"
import { requireOwner } from "../carts/ownership"
import { requireUnpaid } from "../carts/paid"
import { restoreCart, SNAPSHOT_FIELDS, type Snapshot, TAX_LINE_FIELDS } from "../carts/restore"
import { withLock, writeKey } from "../lock"
import { type Cart, readCart } from "./cart"
import { unfitCart, unfitHost } from "./fit"
import { internals } from "./internals"

/** Who changes a cart, and what their storefront sells. */
export type Caller = { customerId: string | undefined; channelIds: string[] }

export type Change = {
  cartId: string
  caller: Caller
  /** Fields that it needs of the cart beside those that all changes need. */
  fields?(): string[]
  /** Reject what is beyond a limit. */
  check(cart: Cart): Promise<void> | void
  /** Return why module calls cannot do exactly the same as Medusa's workflow; undefined when they can. */
  unfit?(cart: Cart): string | undefined
  /** Do it by module calls; what it adds to `undo` is called in reverse when it fails. */
  direct(cart: Cart, undo: Undo): Promise<void>
  /** Do it by Medusa's own workflow. */
  medusas(): Promise<unknown>
}
export type Undo = (() => Promise<unknown>)[]

// A function waits for 19 s at most: it must still get the 409.
export const WAIT_SECONDS = 8

/**
 * Change a cart that belongs to a guest or the caller and has no payment in progress: by module calls where
 * they do exactly what Medusa's workflow does, else by the workflow. Returns why it was the workflow.
 *
 * Which way is decided before anything is written, under the lock of the cart's writes and Medusa's own. A
 * change that fails is undone.
 */
export async function changeCart(container: MedusaContainer, change: Change): Promise<string | undefined> {
  const { cartId } = change
  return withLock(container, [writeKey(cartId)], WAIT_SECONDS, async () => {
    const reason =
      unfitHost() ?? (await withLock(container, [cartId], WAIT_SECONDS, () => direct(container, change)))
    if (reason !== undefined) {
      const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
      logger.info(`A cart is changed by Medusa's workflow: ${reason}`)
      await byWorkflow(container, change)
    }
    return reason
  })
}

async function direct(container: MedusaContainer, change: Change): Promise<string | undefined> {
  const cart = await readAllowed(container, change, [
    ...internals().cartFieldsForPricingContext,
    ...(change.fields?.() ?? []),
  ])
  const reason = unfitCart(cart) ?? change.unfit?.(cart)
  if (reason !== undefined) {
    return reason
  }
  const undo: Undo = []
  try {
    await change.direct(cart, undo)
  } catch (error) {
    await undoAll(container, undo)
    throw error
  }
  await container.resolve(Modules.EVENT_BUS).emit([{ name: "cart.updated", data: { id: cart.id } }], {})
  return undefined
}

export async function undoAll(container: MedusaContainer, undo: Undo): Promise<void> {
  for (const one of undo.reverse()) {
    try {
      await one()
    } catch (error) {
      const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
      logger.error(`A failed change to a cart could not be undone: ${(error as Error).message}`)
    }
  }
}

async function byWorkflow(container: MedusaContainer, change: Change): Promise<void> {
  const fields = [...SNAPSHOT_FIELDS, ...TAX_LINE_FIELDS]
  const cart = await readAllowed(container, change, fields)
  try {
    await change.medusas()
  } catch (error) {
    await restoreCart(container, cart as unknown as Snapshot, fields)
    throw error
  }
}

/** Read the cart; throws when the caller may not change it. Medusa rejects changes to an order's cart. */
async function readAllowed(container: MedusaContainer, change: Change, more: string[]): Promise<Cart> {
  const cart = await readOwned(container, change.cartId, change.caller, [...more, ...CREDIT_FIELDS])
  await change.check(cart)
  requireNoCredit(cart as Credited)
  if (!cart.completed_at) {
    await requireUnpaid(container, cart)
  }
  return cart
}

/** Read a cart that is a guest's or the caller's. */
export async function readOwned(
  container: MedusaContainer,
  cartId: string,
  { customerId }: Caller,
  more: string[],
): Promise<Cart> {
  const cart = await readCart(container, cartId, more)
  if (!cart) {
    throw cartNotFound(cartId)
  }
  requireOwner(cart, customerId)
  return cart
}
