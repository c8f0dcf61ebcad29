import { transferCartCustomerWorkflow } from "@medusajs/medusa/core-flows"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"

import { ConflictError } from "../conflict"
import { withLock, writeKey } from "../lock"
import { MERGED_INTO, mergeCartsWorkflow } from "../workflows/merge-carts"
import { cartNotFound } from "./not-found"
import { makeRoomForCart, type Market, newestOpenCart } from "./open-carts"
import { isGuests, type Owned, OWNER_FIELDS, requireOwner } from "./ownership"

type Cart = Owned &
  Market & {
    id: string
    completed_at?: Date | string | null
    promotions?: ({ code?: string | null } | null)[]
  }

/** The cart that holds the lines now, and the codes of the claimed one where the two are not the same. */
export type Claimed = { id: string; codes: string[] }

const LOCK_SECONDS = 20

/** The key under which a customer's open carts become more. */
export function claimKey(customerId: string): string {
  return `claim:${customerId}`
}

/**
 * Makes a guest's cart the customer's, and gives the id of the cart that holds its lines now: the customer's
 * newest open cart of the same region and currency, else the guest's own cart under its new owner.
 *
 * It may be sent twice, at the same time too: the same cart comes back, with every line once.
 */
export async function claimCart(
  container: MedusaContainer,
  cartId: string,
  customerId: string,
): Promise<Claimed> {
  const cart = await readCart(container, cartId)
  // Whoever claims their own cart holds its lock, and must not wait for a claim that merges into it.
  if (cart && !isGuests(cart) && cart.customer_id === customerId && !cart.completed_at) {
    return { id: cartId, codes: [] }
  }
  // The cart comes first for everybody, so that two claims never wait for each other.
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
  const into = await newestOpenCart(container, customerId, cart)
  if (into) {
    await withLock(container, [writeKey(into)], LOCK_SECONDS, () =>
      mergeCartsWorkflow(container).run({ input: { from: cartId, into } }),
    )
    return { id: into, codes: (cart.promotions ?? []).flatMap((promotion) => promotion?.code ?? []) }
  }
  await makeRoomForCart(container, customerId)
  await transferCartCustomerWorkflow(container).run({ input: { id: cartId, customer_id: customerId } })
  return { id: cartId, codes: [] }
}

async function readCart(container: MedusaContainer, id: string): Promise<Cart | undefined> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "cart",
    fields: [
      "id",
      "completed_at",
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

/** Where an earlier claim put the cart's lines; for anybody but that customer there is no such cart. */
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
