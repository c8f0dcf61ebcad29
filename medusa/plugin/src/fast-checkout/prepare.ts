import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"

import { requireSmallMetadata } from "../carts/bounds"
import { CREDIT_FIELDS, type Credited, hasCredit } from "../carts/credit"
import { restoreCart, SNAPSHOT_FIELDS, type Snapshot } from "../carts/restore"
import { requireOneOf } from "../payment-sessions/create"
import type { Cart, Method } from "./cart"
import { type Caller, readOwned, type Undo, undoAll } from "./change-cart"
import { type Details, movesTaxes, payerOf, requireCountry, updateOf, withDetails } from "./details"
import { unfitCart } from "./fit"
import { internals } from "./internals"
import { project, relationsIn } from "./project"
import { mayBeDiscounted, refreshPromotions } from "./promotions"
import { repriced, repriceFields } from "./reprice"
import { type Chosen, methodsOf } from "./set-shipping"
import {
  deliveryFields,
  dependsOnTotal,
  isPlain,
  type PricedOption,
  priceOptions,
  readDelivery,
  requireDelivered,
  requireOptions,
} from "./shipping-options"
import { taxesOf } from "./taxes"
import { inTransaction } from "./transaction"

/** What is written before the payment. */
export type Prepared = { cart?: Details; options: Chosen[]; provider_id?: string }
type Providers = Parameters<typeof requireOneOf>[0]
type Region = { payment_providers?: Providers }
type TaxLine = Record<string, unknown>
type Metadata = Record<string, unknown>
/** All that is written, computed before any of it. */
type Plan = {
  isDiscounted: boolean
  update?: Record<string, unknown>
  /** Lines with another price, and the taxes of all lines; undefined where they stay. */
  lines?: { changed: { id: string }[]; taxes: TaxLine[] }
  /** Undefined where its price depends on the total of the lines, which the details may change. */
  delivery?: Delivery
  price(options: PricedOption[]): Promise<Delivery>
  chosen: Chosen[]
}
type Delivery = { methods: Method[]; methodTaxes: TaxLine[] }

/**
 * Write a cart's details and delivery by module calls; returns why it was not done, before anything is
 * written, where they could differ from Medusa's workflows. Correct only under the cart's locks.
 */
export async function prepare(
  container: MedusaContainer,
  cartId: string,
  wanted: Prepared,
  caller: Caller,
): Promise<string | undefined> {
  const cart = await readOwned(container, cartId, caller, fields())
  const reason = unfitCart(cart) ?? unfitCheckout(cart, wanted)
  if (reason !== undefined) {
    return reason
  }
  const { cart: details = {}, options, provider_id } = wanted
  requireSmallMetadata(cart.metadata, details.metadata ?? {})
  requireCountry(cart, details)
  if (provider_id !== undefined) {
    requireOneOf((cart.region as Region).payment_providers, provider_id)
  }
  const payer = await payerOf(container, cart, details.email)
  const planned = await planOf(container, cart, withDetails(cart, details, payer), details, options)
  if (typeof planned === "string") {
    return planned
  }
  const update = Object.keys(details).length > 0 ? updateOf(cart, details, payer) : undefined
  const undo: Undo = []
  try {
    if (payer?.isNew) {
      await createGuest(container, payer.customer, undo)
    }
    await write(container, cart, { ...planned, update }, undo)
  } catch (error) {
    await undoAll(container, undo)
    throw error
  }
  // Medusa's way is a workflow for the details and one for the delivery, and each emits the event.
  const steps = [wanted.cart, options[0]].filter(Boolean)
  const events = steps.map(() => ({ name: "cart.updated", data: { id: cartId } }))
  if (events.length > 0) {
    await container.resolve(Modules.EVENT_BUS).emit(events, {})
  }
  return undefined
}

async function createGuest(
  container: MedusaContainer,
  { id, email }: { id: string; email?: string },
  undo: Undo,
): Promise<void> {
  const service = container.resolve(Modules.CUSTOMER)
  await service.createCustomers({ id, email } as Parameters<typeof service.createCustomers>[0])
  undo.push(() => service.deleteCustomers(id))
}

function fields(): string[] {
  const { cartFieldsForPricingContext, cartFieldsForRefreshSteps } = internals()
  const region = ["countries.iso_2", "payment_providers.id", "payment_providers.is_enabled"]
  return [
    ...[...cartFieldsForPricingContext, ...cartFieldsForRefreshSteps, ...deliveryFields()],
    ...[...repriceFields(), ...region.map((field) => `region.${field}`), ...CREDIT_FIELDS],
    ...["sales_channel.is_disabled", ...SNAPSHOT_FIELDS],
  ]
}

/** Return why a checkout takes Medusa's workflows; undefined when it need not. */
function unfitCheckout(cart: Cart, { cart: details, options }: Prepared): string | undefined {
  const channel = (cart as { sales_channel?: { is_disabled?: boolean } | null }).sales_channel
  if (hasCredit(cart as Credited)) {
    return "it has the credit of an upgrade"
  }
  if (cart.shipping_methods?.length) {
    return "its delivery is chosen already"
  }
  if (options.length > 1) {
    return "it is delivered in several ways"
  }
  if (!cart.region || !channel || channel.is_disabled) {
    return "it has no region or sales channel"
  }
  if (cart.email && !cart.customer_id && details?.email === undefined) {
    return "its email has no customer"
  }
  return undefined
}

/** Compute what is written to the cart, given as it will be with its details; or return why it is not done. */
async function planOf(
  container: MedusaContainer,
  before: Cart,
  cart: Cart,
  details: Details,
  chosen: Chosen[],
): Promise<Plan | string> {
  const { cartFieldsForRefreshSteps } = internals()
  const relations = relationsIn(fields())
  const isMoved = movesTaxes(details, before)
  const [options, changed, isDiscounted] = await Promise.all([
    priceOptions(container, as(cart, deliveryFields(), relations), chosen),
    isMoved ? repriced(container, cart) : [],
    mayBeDiscounted(container, before),
  ])
  requireDelivered(chosen, options)
  if (!options.every(isPlain)) {
    return "the price of its delivery depends on more than the region and the total of its lines"
  }
  const full = as(cart, cartFieldsForRefreshSteps, relations)
  const price = async (priced: PricedOption[]): Promise<Delivery> => {
    requireOptions(chosen, priced)
    const methods = await methodsOf(container, full, chosen, priced)
    const taxes = await taxesOf(container, { ...cart, shipping_methods: methods }, [], methods)
    return { methods, methodTaxes: rows(taxes.methods, "shipping_method_id") }
  }
  const isLater = (isMoved || isDiscounted) && options.some(dependsOnTotal)
  const lines = (cart.items ?? []).map((line) => ({ ...line, ...changed.find(({ id }) => id === line.id) }))
  const [delivery, ofLines] = await Promise.all([
    isLater ? undefined : price(options),
    isMoved ? taxesOf(container, cart, lines, []) : undefined,
  ])
  return {
    ...{ isDiscounted, chosen, delivery, price },
    ...(ofLines && { lines: { changed, taxes: rows(ofLines.lines, "item_id") } }),
  }
}

function as(cart: Cart, names: string[], relations: Set<string>): Cart {
  return project(cart, names, relations) as unknown as Cart
}

function rows(taxes: Map<string, object[]>, owner: string): TaxLine[] {
  return [...taxes].flatMap(([id, ones]) => ones.map((one) => ({ ...one, [owner]: id })))
}

/**
 * Write it, in one transaction where no promotion may apply and the delivery has its price. Medusa computes
 * promotions after the details and after the delivery, and the first may remove a code.
 */
async function write(container: MedusaContainer, cart: Cart, plan: Plan, undo: Undo): Promise<void> {
  const { delivery: priced, isDiscounted } = plan
  if (!isDiscounted && priced) {
    return inTransaction(container, async (_, context) => {
      await writeDetails(container, cart, plan, context)
      await writeDelivery(container, priced, context)
    })
  }
  const refresh = async () => (isDiscounted ? refreshPromotions(container, cart.id) : undefined)
  undo.push(refresh)
  if (plan.update) {
    const taxIds = await inTransaction(container, (_, context) =>
      writeDetails(container, cart, plan, context),
    )
    undo.push(() => undoDetails(container, cart, plan, taxIds))
    await refresh()
  }
  const delivery = priced ?? (await priceNow(container, cart.id, plan))
  if (delivery.methods.length > 0) {
    const carts = container.resolve(Modules.CART)
    await inTransaction(container, (_, context) => writeDelivery(container, delivery, context))
    undo.push(() => carts.deleteShippingMethods(delivery.methods.map(({ id }) => id)))
    await refresh()
  }
}

/** Price the delivery of a cart whose details are written. */
async function priceNow(container: MedusaContainer, cartId: string, plan: Plan): Promise<Delivery> {
  const cart = await readDelivery(container, cartId)
  return plan.price(await priceOptions(container, cart, plan.chosen))
}

/** Returns the ids of the new taxes. */
async function writeDetails(
  container: MedusaContainer,
  cart: Cart,
  { update, lines }: Plan,
  context: object,
): Promise<string[]> {
  const carts = container.resolve(Modules.CART)
  if (update) {
    await carts.updateCarts([update] as never, undefined as never, context)
  }
  if (lines && lines.changed.length > 0) {
    await carts.updateLineItems(lines.changed as never, undefined as never, context)
  }
  const taxes = lines ? await carts.setLineItemTaxLines(cart.id, lines.taxes as never, context) : []
  return taxes.map(({ id }) => id)
}

async function writeDelivery(
  container: MedusaContainer,
  { methods, methodTaxes }: Delivery,
  context: object,
): Promise<void> {
  const carts = container.resolve(Modules.CART)
  if (methods.length > 0) {
    await carts.addShippingMethods(methods as never, undefined as never, context)
  }
  if (methodTaxes.length > 0) {
    await carts.upsertShippingMethodTaxLines(methodTaxes as never, context)
  }
}

async function undoDetails(
  container: MedusaContainer,
  cart: Cart,
  { update, lines }: Plan,
  taxIds: string[],
): Promise<void> {
  const metadata = update?.metadata as Metadata | undefined
  const carts = container.resolve(Modules.CART)
  const former = {
    id: cart.id,
    ...{ email: cart.email ?? null, customer_id: cart.customer_id ?? null },
    ...(metadata && { metadata: formerly(cart.metadata, metadata) }),
  }
  await restoreCart(container, cart as unknown as Snapshot, SNAPSHOT_FIELDS)
  await inTransaction(container, async (_, context) => {
    await carts.updateCarts([former] as never, undefined as never, context)
    if (!lines) {
      return
    }
    const changed = lines.changed.map(({ id, ...names }) => {
      const line = cart.items?.find((one) => one.id === id) as unknown as Record<string, unknown>
      return { id, ...Object.fromEntries(Object.keys(names).map((name) => [name, line[name] ?? null])) }
    })
    if (changed.length > 0) {
      await carts.updateLineItems(changed as never, undefined as never, context)
    }
    type Taxed = { tax_lines?: ({ id: string } | null)[] }
    const known = (cart.items as unknown as Taxed[]).flatMap((line) => line.tax_lines ?? [])
    await carts.softDeleteLineItemTaxLines(taxIds, undefined, context)
    await carts.restoreLineItemTaxLines(
      known.flatMap((one) => one?.id ?? []),
      undefined,
      context,
    )
  })
}

/** Return what restores metadata: it is merged, and an empty text removes a key. */
function formerly(before: Metadata | null | undefined, written: Metadata): Metadata | null {
  return before ? Object.fromEntries(Object.keys(written).map((key) => [key, before[key] ?? ""])) : null
}
