import type { MedusaNextFunction, MedusaResponse, MedusaStoreRequest } from "@medusajs/framework/http"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { requireFewLines, requireSmallMetadata } from "../../../carts/bounds"
import { CREDIT_FIELDS, type Credited, requireNoCredit } from "../../../carts/credit"
import { isSameKind, type Line } from "../../../carts/merge-plan"
import { OWNER_FIELDS, type Owned, requireOwner } from "../../../carts/ownership"
import { PAYING_FIELDS, type Payable, requireUnpaid } from "../../../carts/paid"
import { restoreCart, SNAPSHOT_FIELDS, type Snapshot, TAX_LINE_FIELDS } from "../../../carts/restore"
import { requireSoldHere } from "../../../carts/sales-channel"
import { writeKey } from "../../../lock"
import { callerOf, channelsOf } from "../caller"
import { passWithLock } from "../hold"

type Metadata = Record<string, unknown>
type Body = { metadata?: Metadata | null; variant_id?: string; items?: (Line & { variant_id?: string })[] }
type Request = MedusaStoreRequest<Body | undefined>
type Cart = Owned &
  Payable &
  Credited &
  Omit<Snapshot, "items"> & { email?: string | null; metadata?: Metadata | null; items?: Line[] }
/** What a write does to the payment: "any" may change the total, for which Medusa deletes the session. */
type Effect = "none" | "not the sum" | "any"

/** The properties in the body of Medusa's cart route that do not change its total. */
const NOT_THE_SUM = ["metadata", "email", "billing_address"]

/**
 * Allow a write to a cart that belongs to a guest or the caller, has no payment in progress and stays
 * within limits. When the write fails, the cart is restored.
 *
 * Medusa's own routes check none of this. What is proven here stays true until the write has its response:
 * a claim waits for the same lock. Concurrent writes queue up, instead of failing on Medusa's lock.
 */
export async function guardCartWrite(
  req: Request,
  res: MedusaResponse,
  next: MedusaNextFunction,
): Promise<void> {
  await guard(req, res, next, req.params.id)
}

/** The same for what belongs to a cart that the body or the payment collection names. */
export async function guardPaymentWrite(
  req: MedusaStoreRequest<{ cart_id?: unknown } | undefined>,
  res: MedusaResponse,
  next: MedusaNextFunction,
): Promise<void> {
  const cartId = req.params.id ? await cartOfCollection(req.scope, req.params.id) : req.body?.cart_id
  if (typeof cartId !== "string") {
    return next()
  }
  await guard(req as Request, res, next, cartId)
}

async function guard(req: Request, res: MedusaResponse, next: MedusaNextFunction, id: string): Promise<void> {
  await passWithLock(req, res, next, [writeKey(id)], async () => {
    const given = req.body ?? {}
    const isLine = req.path.includes("/line-items")
    const query = req.scope.resolve(ContainerRegistrationKeys.QUERY)
    const snapshot =
      isLine && req.method === "POST" ? [...SNAPSHOT_FIELDS, ...TAX_LINE_FIELDS] : SNAPSHOT_FIELDS
    const { data } = await query.graph({
      entity: "cart",
      fields: [
        ...snapshot,
        ...PAYING_FIELDS,
        "email",
        ...CREDIT_FIELDS,
        ...OWNER_FIELDS,
        ...neededFor(given, isLine),
      ],
      filters: { id },
    })
    const cart = data[0] as unknown as Cart | undefined
    // Medusa responds 404 to a missing cart.
    if (!cart) {
      return undefined
    }
    requireOwner(cart, callerOf(req))
    await requireBounds(req, cart, given, isLine)
    const effect = effectOf(req, cart, given)
    if (effect === "any" && !isPaymentOrEnd(req)) {
      requireNoCredit(cart)
    }
    // Medusa rejects changes to an order's cart.
    if (effect === "none" || cart.completed_at) {
      return undefined
    }
    await requireUnpaid(req.scope, cart, { mustKnow: effect === "any" })
    return () => restoreCart(req.scope, cart, snapshot)
  })
}

/**
 * Return what a write does to the payment: nothing when it completes the cart, when it was done before, and
 * when it only adds an email or a billing address, which an order needs.
 */
function effectOf(req: Request, cart: Cart, given: Body): Effect {
  const [place, , ...route] = req.path.split("/").slice(2)
  if (route[0] === "complete" || (place === "payment-collections" && route.length === 0)) {
    return "none"
  }
  // A claim checks the carts that it changes.
  if (route[0] === "claim" || (route[0] === "customer" && cart.customer_id === callerOf(req))) {
    return "none"
  }
  if (route.length > 0 || req.method !== "POST") {
    return "any"
  }
  const named = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : name))
  const isAdded = { email: !cart.email, billing_address: !cart.billing_address_id } as Record<string, boolean>
  if (named.every((name) => isAdded[name])) {
    return "none"
  }
  return named.every((name) => NOT_THE_SUM.includes(name)) ? "not the sum" : "any"
}

/** Whether a write chooses the payment, or closes the cart. */
function isPaymentOrEnd({ path, method }: Request): boolean {
  const [place, , ...route] = path.split("/").slice(2)
  return (
    place === "payment-collections" ||
    route[0] === "payment-sessions" ||
    (route.length === 0 && method === "DELETE")
  )
}

function neededFor(given: Body, isLine: boolean): string[] {
  if (isLine) {
    return ["items.id", "items.variant_id", "items.is_custom_price", "items.metadata"]
  }
  return given.metadata ? ["metadata"] : []
}

async function requireBounds(req: Request, cart: Cart, given: Body, isLine: boolean): Promise<void> {
  if (!isLine) {
    return given.metadata ? requireSmallMetadata(cart.metadata, given.metadata) : undefined
  }
  const lines = cart.items ?? []
  const lineId = req.path.split("/line-items/")[1]
  if (given.metadata) {
    requireSmallMetadata(lines.find((line) => line.id === lineId)?.metadata, given.metadata)
  }
  if (lineId === undefined && typeof given.variant_id === "string") {
    const added = { id: "", quantity: 1, variant_id: given.variant_id, metadata: given.metadata }
    requireFewLines(lines.length + (lines.some((line) => isSameKind(line, added)) ? 0 : 1))
    await requireSoldHere(req.scope, [given.variant_id], channelsOf(req))
  }
}

async function cartOfCollection(container: MedusaContainer, id: string): Promise<string | undefined> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "cart_payment_collection",
    fields: ["cart_id"],
    filters: { payment_collection_id: id },
  })
  return data[0]?.cart_id
}
