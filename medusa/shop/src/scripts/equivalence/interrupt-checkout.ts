import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import {
  completeCartWorkflowId,
  createPaymentCollectionForCartWorkflow,
  updateCartWorkflow,
} from "@medusajs/medusa/core-flows"

import { required } from "../seed/required"
import { differences, dumpCart, dumpOrder } from "./dump"
import { Breaker, type Interrupted, MOST, newCart, type Service } from "./interrupt"
import { checkOut, plugins } from "./plugins"
import type { Checkout } from "./ways"
import { forgetCustomer, switchAutomatic, type World } from "./world"

const EMAIL = "equivalence-interrupted@lab.local"
const PLACE = { address_1: "Street 2", city: "Town", postal_code: "54321", country_code: "pt" }

/**
 * Interrupt a checkout before each of its writes up to the completion, which is Medusa's own: once as a single
 * transaction, once with promotions and a delivery whose price depends on the total. What is left can be
 * continued, and becomes the same order.
 */
export async function interruptCheckout(container: MedusaContainer, world: World): Promise<Interrupted[]> {
  const breaker = breakerOf(container)
  const found: Interrupted[] = []
  for (const isAutomatic of [false, true]) {
    await switchAutomatic(container, world, isAutomatic)
    const name = isAutomatic ? "checkout with promotions" : "checkout"
    const attempt = new Attempt(container, world, isAutomatic ? "by total" : "flat")
    const { stages, order } = await attempt.uninterrupted()
    for (const how of ["failed", "killed"] as const) {
      for (let step = 1; step <= MOST; step += 1) {
        const { refused, hasStruck, cart, later } = await attempt.interrupted(breaker, step, how)
        if (!hasStruck) {
          break
        }
        const stage = stageOf(stages, cart)
        const other = differences(order, later).join("; ")
        found.push({ change: name, step, how, refused, left: other ? `${stage}, and later ${other}` : stage })
      }
    }
  }
  return found
}

function breakerOf(container: MedusaContainer): Breaker {
  const modules = [Modules.CART, Modules.PROMOTION, Modules.CUSTOMER, Modules.PAYMENT]
  const breaker = new Breaker([
    ...modules.map((name) => container.resolve(name) as unknown as Service),
    container.resolve(ContainerRegistrationKeys.LINK) as unknown as Service,
  ])
  const engine = container.resolve(Modules.WORKFLOW_ENGINE) as unknown as Service
  const run = required(engine.run, "run").bind(engine)
  engine.run = (...given) => {
    if (given[0] === completeCartWorkflowId) {
      breaker.arm(Number.POSITIVE_INFINITY, "failed")
    }
    return run(...given)
  }
  return breaker
}

function stageOf(stages: Record<string, unknown>, cart: unknown): string {
  const same = Object.entries(stages).find(([, stage]) => differences(stage, cart).length === 0)
  return same?.[0] ?? differences(stages.before, cart).join("; ")
}

class Attempt {
  private readonly wanted: Checkout

  constructor(
    private readonly container: MedusaContainer,
    private readonly world: World,
    option: string,
  ) {
    this.wanted = {
      cart: { shipping_address: PLACE, billing_address: PLACE, email: EMAIL, metadata: { notes: "Ring" } },
      options: [{ id: required(world.options[option], option) }],
    }
  }

  private async cart(): Promise<string> {
    await forgetCustomer(this.container, EMAIL)
    const variant = (name: string) => required(this.world.variants[name], name)
    const lines = ["plain", "tiers"].map((name) => ({ variant_id: variant(name), quantity: 2 }))
    return (await newCart(this.container, this.world, lines)).id
  }

  /** Return the cart as it may be left, and the order. */
  async uninterrupted() {
    const { container } = this
    const cartId = await this.cart()
    const dump = () => dumpCart(container, cartId)
    const before = await dump()
    await checkOut({ container, cartId }, this.wanted, { total: -1 })
    const prepared = await dump()
    await createPaymentCollectionForCartWorkflow(container).run({ input: { cart_id: cartId } })
    const collected = await dump()
    const { order: id } = await plugins.checkout({ container, cartId }, this.wanted)
    const order = await dumpOrder(container, id)
    return { stages: { before, addressed: await this.addressed(), prepared, collected }, order }
  }

  private async addressed(): Promise<unknown> {
    const cartId = await this.cart()
    await updateCartWorkflow(this.container).run({ input: { id: cartId, ...this.wanted.cart } as never })
    return dumpCart(this.container, cartId)
  }

  /** Return what is left of the cart, and the order that it becomes later. */
  async interrupted(breaker: Breaker, step: number, how: Interrupted["how"]) {
    const { container } = this
    const cartId = await this.cart()
    breaker.arm(step, how)
    const refused = await checkOut({ container, cartId }, this.wanted).then(
      () => false,
      () => true,
    )
    const { hasStruck } = breaker
    breaker.arm(Number.POSITIVE_INFINITY, "failed")
    if (!hasStruck) {
      return { refused, hasStruck, cart: undefined, later: undefined }
    }
    const cart = await dumpCart(container, cartId)
    const later = await plugins
      .checkout({ container, cartId }, this.wanted)
      .then(({ order }) => dumpOrder(container, order))
      .catch((error: Error) => error.message)
    return { refused, hasStruck, cart, later }
  }
}
