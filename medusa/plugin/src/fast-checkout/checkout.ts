import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, MathBN, MedusaError, Modules } from "@medusajs/framework/utils"
import { completeCartWorkflowId } from "@medusajs/medusa/core-flows"

import { COMPLETION_FIELDS, type Completable, keysOf, requireUsesLeft } from "../carts/contention"
import { requireTaxOfAddress } from "../carts/tax"
import { orderOfCart } from "../checkout/facts"
import { withLock, writeKey } from "../lock"
import { type NewSession, openSession, payerContext } from "../payment-sessions/create"
import { type Caller, WAIT_SECONDS } from "./change-cart"
import type { Details } from "./details"
import { ORDERED, unfitHost } from "./fit"
import { plain } from "./plain"
import { prepare } from "./prepare"
import { isAsSeen, type Seen } from "./seen"
import type { Chosen } from "./set-shipping"

export type Checkout = {
  cart?: Details
  options: Chosen[]
  payment?: NewSession
  seen: Seen
}
/**
 * What became of it: an order; an error of its payment; or a cart that is still open, untouched because it has
 * to take Medusa's workflows, or because something is other than the shopper saw it.
 */
export type Outcome =
  | { type: "order"; id: string }
  | { type: "cart"; error: MedusaError }
  | { type: "open"; step: "none" | "prepared"; reason: string }
type Ready = Completable & {
  currency_code: string
  raw_total: unknown
  total: number
  item_total: number
}

const READY_FIELDS = ["currency_code", "raw_total", "total", "item_total", "items.unit_price"]
const PAYMENT_ERRORS: string[] = [
  MedusaError.Types.PAYMENT_AUTHORIZATION_ERROR,
  MedusaError.Types.PAYMENT_REQUIRES_MORE_ERROR,
]

/**
 * Do all of a checkout: write details and delivery, begin the payment, complete the cart.
 *
 * What comes before the completion is done by module calls, where they leave exactly what Medusa's workflows
 * would; the completion is Medusa's own. A process that is killed leaves a cart as it was, with its details and
 * delivery, or with its payment as well: all of them can be continued.
 */
export async function checkout(
  container: MedusaContainer,
  cartId: string,
  wanted: Checkout,
  caller: Caller,
): Promise<Outcome> {
  return withLock(container, [writeKey(cartId)], WAIT_SECONDS, async () => {
    const reason = unfitHost("checkout")
    const ready =
      reason ??
      (await withLock(container, [cartId], WAIT_SECONDS, () => begin(container, cartId, wanted, caller)))
    const order = ready === ORDERED ? await orderOfCart(container, cartId) : undefined
    if (order) {
      return { type: "order", id: order.id } // A second click has waited for the first.
    }
    if (typeof ready === "string") {
      const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
      logger.info(`A checkout takes Medusa's workflows: ${ready}`)
      return { type: "open", step: "none", reason: ready }
    }
    if ("type" in ready) {
      return ready
    }
    await requireTaxOfAddress(container, ready)
    const keys = await keysOf(container, ready)
    if (keys.length === 0) {
      return complete(container, cartId)
    }
    return withLock(container, keys, WAIT_SECONDS, async () => {
      await requireUsesLeft(container, cartId)
      return complete(container, cartId)
    })
  })
}

/** Do what comes before the completion; returns the cart, or why it is not completed. */
async function begin(
  container: MedusaContainer,
  cartId: string,
  { payment, seen, ...wanted }: Checkout,
  caller: Caller,
): Promise<Ready | string | Outcome> {
  const reason = await prepare(container, cartId, { ...wanted, provider_id: payment?.provider_id }, caller)
  if (reason !== undefined) {
    return reason
  }
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "cart",
    fields: [...new Set([...COMPLETION_FIELDS, ...READY_FIELDS])],
    filters: { id: cartId },
  })
  const cart = plain(data[0]) as unknown as Ready
  if (!isAsSeen(cart as never, seen)) {
    return { type: "open", step: "prepared", reason: "it is other than it was seen" }
  }
  if (MathBN.lte(cart.total, 0)) {
    return cart
  }
  if (!payment) {
    return { type: "open", step: "prepared", reason: "it has no payment" }
  }
  await pay(container, cart, payment, caller)
  return cart
}

/** Create a cart's payment collection and its session. */
async function pay(
  container: MedusaContainer,
  { id, currency_code, raw_total }: Ready,
  wanted: NewSession,
  caller: Caller,
): Promise<void> {
  const service = container.resolve(Modules.PAYMENT)
  const amount = raw_total as number
  const [collection] = await service.createPaymentCollections([{ currency_code, amount }])
  if (!collection) {
    throw new MedusaError(MedusaError.Types.UNEXPECTED_STATE, "No payment collection was created")
  }
  await container.resolve(ContainerRegistrationKeys.LINK).create({
    [Modules.CART]: { cart_id: id },
    [Modules.PAYMENT]: { payment_collection_id: collection.id },
  })
  const context = await payerContext(container, caller.customerId, wanted.provider_id)
  await openSession(container, plain(collection) as never, wanted, context)
}

/** Complete a cart, as Medusa's own route does. */
async function complete(container: MedusaContainer, id: string): Promise<Outcome> {
  const engine = container.resolve(Modules.WORKFLOW_ENGINE)
  const { errors, result, transaction } = await engine.run(completeCartWorkflowId, {
    input: { id },
    throwOnError: false,
  })
  if (!transaction.hasFinished()) {
    const said = "Cart is already being completed by another request"
    throw new MedusaError(MedusaError.Types.CONFLICT, said)
  }
  const error = errors?.[0]?.error as MedusaError | undefined
  if (!error) {
    return { type: "order", id: (result as { id: string }).id }
  }
  if (PAYMENT_ERRORS.includes(error.type)) {
    return { type: "cart", error }
  }
  throw error
}
