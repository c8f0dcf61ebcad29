import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import {
  addShippingMethodToCartWorkflow,
  addToCartWorkflow,
  completeCartWorkflow,
  createCartCreditLinesWorkflow,
  createCartWorkflow,
  createPaymentCollectionForCartWorkflow,
  createPaymentSessionsWorkflow,
  transferCartCustomerWorkflow,
  updateCartPromotionsWorkflow,
  updateCartWorkflow,
} from "@medusajs/medusa/core-flows"

import { required } from "../seed/required"
import { differences, dumpCart, dumpOrder, normalised } from "./dump"
import { isTested, type Place, type Plan, type Step } from "./plans"
import { restoreUsage, usage } from "./usage"
import type { Checkout, Way } from "./ways"
import { forgetCustomer, switchAutomatic, type World } from "./world"

type Event = { name: string; data: unknown }
/** What came of one step with one cart. */
type Outcome = { refusal: string | null; events: unknown; cart: unknown; order?: unknown; way: string }
/** What came of a tested step with both. */
export type Compared = { step: Step["do"]; way: string; refusal: string | null; differences: string[] }

const EMAILS = { guest: "equivalence-guest@lab.local" }

/** Do to one cart what a plan says, in one way. */
class Twin {
  private cartId = ""

  constructor(
    private readonly container: MedusaContainer,
    private readonly world: World,
    private readonly plan: Plan,
    private readonly way: Way,
    private readonly events: Event[],
  ) {}

  async begin(): Promise<void> {
    const { customer } = this.plan
    const { result } = await createCartWorkflow(this.container).run({
      input: {
        region_id: this.world.regions[this.plan.region].id,
        sales_channel_id: this.world.channelId,
        ...(customer === "guest" ? { email: EMAILS.guest } : {}),
        ...(customer === "member" || customer === "account"
          ? { customer_id: this.world.customers[customer] }
          : {}),
      },
    })
    this.cartId = result.id
  }

  async do(step: Step): Promise<Outcome> {
    this.events.length = 0
    let refusal: string | null = null
    let order: unknown
    let events: unknown
    let way = "modules"
    try {
      if (step.do === "order") {
        order = await this.order()
      } else if (step.do === "checkout") {
        const before = await usage(this.container)
        const { order: id, reason } = await this.way.checkout(this.run, this.checkoutOf(step))
        way = reason ?? way
        events = ofShop(this.events)
        order = await this.placed(id, before)
      } else {
        way = (await this.change(step)) ?? way
      }
    } catch (error) {
      const { type, code, message, stack } = error as Error & { type?: string; code?: string }
      const known = message.replaceAll(/_[0-9A-Z]{26}/g, "")
      refusal = `${type} ${code} ${known}`
      if (!type) {
        refusal += stack
      }
    }
    if (!isTested(step) && step.do !== "order") {
      return { refusal, events: null, cart: null, way }
    }
    if (step.do === "checkout" && refusal) {
      // Medusa's way stops where it is refused; by module calls nothing may have been written.
      return { refusal, events: null, cart: null, way }
    }
    events ??= normalised([...this.events])
    return { refusal, events, cart: await dumpCart(this.container, this.cartId), order, way }
  }

  /** Whether a line has several taxes. */
  async isTaxedTwice(): Promise<boolean> {
    const lines = await this.container
      .resolve(Modules.CART)
      .listLineItems({ cart_id: this.cartId }, { select: ["id"], relations: ["tax_lines"] })
    return lines.some((line) => (line.tax_lines?.length ?? 0) > 1)
  }

  private get newBuyer(): string {
    return `equivalence-new-${this.plan.seed}@lab.local`
  }

  private get run() {
    return { container: this.container, cartId: this.cartId }
  }

  private checkoutOf({ address, email, notes, options }: Extract<Step, { do: "checkout" }>): Checkout {
    const where = address && addressAt(address)
    const cart = {
      ...(where && { shipping_address: where, billing_address: where }),
      ...(email && { email: email === "new" ? this.newBuyer : `equivalence-${email}@lab.local` }),
      ...(notes && { metadata: { notes } }),
    }
    return {
      ...(Object.keys(cart).length > 0 && { cart }),
      options: options.map((name) => ({ id: required(this.world.options[name], name) })),
    }
  }

  private async change(step: Exclude<Step, { do: "order" | "checkout" }>): Promise<string | undefined> {
    const { run } = this
    switch (step.do) {
      case "add":
        return this.way.add(
          run,
          step.items.map(({ variant, ...item }) => ({
            ...item,
            variant_id: required(this.world.variants[variant], variant),
          })),
        )
      case "change": {
        const id = await this.line(step.line)
        const { quantity, metadata } = step
        return id ? this.way.change(run, id, { quantity, ...(metadata && { metadata }) }) : undefined
      }
      case "ship":
        return this.way.ship(
          run,
          step.options.map((name) => ({ id: required(this.world.options[name], name) })),
        )
      default:
        return this.prepare(step)
    }
  }

  /** The n-th line, in an order that both carts share. */
  private async line(number: number): Promise<string | undefined> {
    const lines = await this.container
      .resolve(Modules.CART)
      .listLineItems(
        { cart_id: this.cartId },
        { select: ["id", "variant_id", "metadata", "unit_price", "quantity"] },
      )
    const key = (line: (typeof lines)[number]) =>
      JSON.stringify([line.variant_id, line.metadata, line.unit_price, line.quantity])
    lines.sort((a, b) => (key(a) < key(b) ? -1 : 1))
    return lines[number % (lines.length || 1)]?.id
  }

  private async prepare(
    step: Exclude<Step, { do: "order" | "add" | "change" | "ship" | "checkout" }>,
  ): Promise<undefined> {
    const { container, cartId: cart_id, world } = this
    switch (step.do) {
      case "address": {
        const address = addressAt(step)
        await updateCartWorkflow(container).run({
          input: { id: cart_id, shipping_address: address, billing_address: address },
        })
        return
      }
      case "codes":
        await updateCartPromotionsWorkflow(container).run({ input: { cart_id, promo_codes: step.codes } })
        return
      case "customer":
        await transferCartCustomerWorkflow(container).run({
          input: { id: cart_id, customer_id: world.customers.account },
        })
        return
      case "custom price": {
        const variant_id = required(world.variants[step.variant], step.variant)
        const items = [{ variant_id, quantity: 1, unit_price: step.price }]
        await addToCartWorkflow(container).run({ input: { cart_id, items } })
        return
      }
      case "credit":
        await createCartCreditLinesWorkflow(container).run({
          input: [{ cart_id, amount: step.amount, reference: "goodwill", reference_id: "1", metadata: {} }],
        })
        return
      case "pay":
        await createPaymentCollectionForCartWorkflow(container).run({ input: { cart_id } })
        await this.session()
        return
    }
  }

  private async session(): Promise<void> {
    const query = this.container.resolve(ContainerRegistrationKeys.QUERY)
    const { data } = await query.graph({
      entity: "cart",
      fields: ["payment_collection.id", "payment_collection.payment_sessions.id"],
      filters: { id: this.cartId },
    })
    const collection = data[0]?.payment_collection
    if (collection && !collection.payment_sessions?.length) {
      await createPaymentSessionsWorkflow(this.container).run({
        input: { payment_collection_id: collection.id, provider_id: "pp_system_default" },
      })
    }
  }

  /** Place the order, then give back what it took, so that the other cart finds the same shop. */
  private async order(): Promise<unknown> {
    const before = await usage(this.container)
    await updateCartWorkflow(this.container).run({
      input: { id: this.cartId, email: "equivalence-buyer@lab.local" },
    })
    await createPaymentCollectionForCartWorkflow(this.container)
      .run({ input: { cart_id: this.cartId } })
      .catch(() => undefined)
    await this.session()
    const complete = () => completeCartWorkflow(this.container).run({ input: { id: this.cartId } })
    const { result } = await complete().catch(async () => {
      // Most refusals are for a delivery that is missing.
      const options = ["flat", "bulky"].map((name) => ({ id: required(this.world.options[name], name) }))
      const input = { cart_id: this.cartId, options }
      await addShippingMethodToCartWorkflow(this.container).run({ input })
      await this.session()
      return complete()
    })
    return this.placed(result.id, before)
  }

  private async placed(id: string, before: Awaited<ReturnType<typeof usage>>): Promise<unknown> {
    const order = await dumpOrder(this.container, id)
    const after = await usage(this.container)
    await restoreUsage(this.container, before)
    const query = this.container.resolve(ContainerRegistrationKeys.QUERY)
    const { data } = await query.graph({ entity: "order", fields: ["items.id"], filters: { id } })
    const lines = (data[0]?.items ?? []).flatMap((line: { id: string } | null) => line?.id ?? [])
    await this.container.resolve(Modules.INVENTORY).deleteReservationItemsByLineItem(lines)
    // The other cart needs a new guest, too.
    await forgetCustomer(this.container, this.newBuyer)
    return {
      order,
      used: after.budgets.map(({ id, used }) => [id, rounded(used)]),
      promotions: after.promotions,
    }
  }
}

function addressAt({ country, province }: Place) {
  return {
    first_name: "Ada",
    address_1: "Street 1",
    city: "City",
    postal_code: "12345",
    country_code: country,
    // As the bundle sends it: without it Medusa leaves the tax as it was at an address in a province.
    province: (province ?? null) as string | undefined,
  }
}

/** Events with which modules report that their rows were written, and what both carts share. */
const OF_ROWS = /^cart\.[a-z-]+\.[a-z]+$|^LinkCartPromotion\.|account-?holder/i

/**
 * Return the events of the shop, without those of the cart's rows: a checkout in one call writes each row once,
 * where Medusa's workflows write some again and again.
 */
function ofShop(events: Event[]): unknown {
  return normalised(events.filter(({ name }) => !OF_ROWS.test(name)))
}

/** The last digits of a sum depend on the order in which Medusa adds up. */
function rounded(used: number | null): number {
  return Number(Number(used ?? 0).toFixed(9))
}

/** The differences between two carts whose taxes differ. */
const OF_TAXES = /^\.events\.|tax|total/

/** Do a plan with two carts, one in Medusa's way and one in another, and compare them after each step. */
export async function compare(
  container: MedusaContainer,
  world: World,
  plan: Plan,
  ways: [Way, Way],
  events: Event[],
): Promise<Compared[]> {
  await switchAutomatic(container, world, plan.automatic)
  const [ours, theirs] = ways
  const twins = [ours, theirs].map((way) => new Twin(container, world, plan, way, events))
  for (const twin of twins) {
    await twin.begin()
  }
  const compared: Compared[] = []
  for (const step of plan.steps) {
    const isTaxedTwice = !!(await twins[1]?.isTaxedTwice())
    const [one, other] = [await twins[0]?.do(step), await twins[1]?.do(step)]
    const { way: first = "", ...mine } = one ?? {}
    const { way: _, ...others } = other ?? {}
    const found = differences(others, mine)
    // Which of two such lines grows, or which of two taxes Medusa overwrites with both new ones, depends on their
    // ids, which each cart has of its own.
    const isChance = isTaxedTwice && step.do !== "order" && found.every((one) => OF_TAXES.test(one))
    if (first.includes("two lines of the same kind") || (found.length > 0 && isChance)) {
      compared.push({ step: step.do, way: first, refusal: one?.refusal ?? null, differences: [] })
      break
    }
    if (isTested(step) || step.do === "order" || found.length > 0) {
      const refusal = one?.refusal ?? null
      compared.push({ step: step.do, way: first, refusal, differences: found })
    }
    if (found.length > 0) {
      break
    }
  }
  return compared
}
