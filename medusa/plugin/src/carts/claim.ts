import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { transferCartCustomerWorkflow } from "@medusajs/medusa/core-flows"

import { ConflictError } from "../conflict"
import { withLock, writeKey } from "../lock"
import { MERGED_INTO, mergeCartsWorkflow } from "../workflows/merge-carts"
import { cartNotFound } from "./not-found"
import { type Market, makeRoomForCart, newestOpenCart } from "./open-carts"
import { isGuests, OWNER_FIELDS, type Owned, requireOwner } from "./ownership"
import { PAYING_FIELDS, type Payable, paymentStateOf, requireUnpaid } from "./paid"
import { restoreCart, SNAPSHOT_FIELDS, type Snapshot } from "./restore"

type Cart = Owned &
  Market &
  Payable &
  Snapshot & {
    promotions?: ({ code?: string | null } | null)[]
  }

/** The cart that holds the lines now, and the codes of the claimed one where the two are not the same. */
export type Claimed = { id: string; codes: string[] }

const LOCK_SECONDS = 20

/** Return the key of the lock under which a customer gets another open cart. */
export function claimKey(customerId: string): string {
  return `claim:${customerId}`
}

/**
 * Transfer a guest's cart to the customer and return the id of the cart that holds its lines now: the
 * customer's newest open cart of the same region and currency, or the guest's cart under its new owner.
 * Lines are never added to a cart with a payment in progress, and a guest's cart with one is not
 * transferred.
 *
 * A claim can be retried, concurrently too: it returns the same cart, with every line once.
 */
export async function claimCart(
  container: MedusaContainer,
  cartId: string,
  customerId: string,
): Promise<Claimed> {
  const cart = await readCart(container, cartId)
  // A caller who claims their own cart holds its lock, and must not wait for a claim that merges into it.
  if (cart && !isGuests(cart) && cart.customer_id === customerId && !cart.completed_at) {
    return { id: cartId, codes: [] }
  }
  // The cart's key always comes first, so that two claims never wait for each other.
  const keys = [`claim:${cartId}`, claimKey(customerId)]
  return withLock(container, keys, LOCK_SECONDS, () => claim(container, cartId, customerId))
}

async function claim(container: MedusaContainer, cartId: string, customerId: string): Promise<Claimed> {
  const cart = await readCart(container, cartId)
  if (!cart) {
    return { id: await mergedInto(container, cartId, customerId), codes: [] }
  }
  requireOwner(cart, customerId)
  if (cart.completed_at) {
    throw new ConflictError(`Cart ${cartId} is already completed.`)
  }
  if (!isGuests(cart)) {
    return { id: cartId, codes: [] }
  }
  await requireUnpaid(container, cart)
  const into = await newestOpenCart(container, customerId, cart)
  if (into && (await merge(container, cartId, into))) {
    return { id: into, codes: (cart.promotions ?? []).flatMap((promotion) => promotion?.code ?? []) }
  }
  await makeRoomForCart(container, customerId)
  await restoring(container, cart, () =>
    transferCartCustomerWorkflow(container).run({ input: { id: cartId, customer_id: customerId } }),
  )
  return { id: cartId, codes: [] }
}

/** Merge the lines of one cart into another, unless that one has, or may have, a payment in progress. */
async function merge(container: MedusaContainer, from: string, into: string): Promise<boolean> {
  return withLock(container, [writeKey(into)], LOCK_SECONDS, async () => {
    const cart = await readCart(container, into)
    if (!cart || (await paymentStateOf(container, cart)) !== "none") {
      return false
    }
    await restoring(container, cart, () => mergeCartsWorkflow(container).run({ input: { from, into } }))
    return true
  })
}

async function restoring(container: MedusaContainer, cart: Cart, job: () => Promise<unknown>): Promise<void> {
  try {
    await job()
  } catch (error) {
    await restoreCart(container, cart, SNAPSHOT_FIELDS)
    throw error
  }
}

async function readCart(container: MedusaContainer, id: string): Promise<Cart | undefined> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "cart",
    fields: [
      ...SNAPSHOT_FIELDS,
      ...PAYING_FIELDS,
      "region_id",
      "currency_code",
      "sales_channel_id",
      "promotions.code",
      ...OWNER_FIELDS,
    ],
    filters: { id },
  })
  return data[0] as Cart | undefined
}

/** Return the cart that an earlier claim merged this one into; for other customers there is no such cart. */
async function mergedInto(container: MedusaContainer, cartId: string, customerId: string): Promise<string> {
  const [closed] = await container
    .resolve(Modules.CART)
    .listCarts({ id: [cartId] }, { withDeleted: true, select: ["id", "metadata"] })
  const target = closed?.metadata?.[MERGED_INTO]
  if (typeof target === "string" && (await readCart(container, target))?.customer_id === customerId) {
    return target
  }
  throw cartNotFound(cartId)
}
