import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { createCartWorkflow } from "@medusajs/medusa/core-flows"

import { required } from "../seed/required"
import { differences, dumpCart } from "./dump"
import { plugins } from "./plugins"
import type { World } from "./world"

/** What an interrupted change left of a cart: as it was before, as it is after the change, or other. */
export type Interrupted = {
  change: string
  step: number
  how: "failed" | "killed"
  refused: boolean
  left: string
}

const WRITES = /^(add(?!Relations)|set|update|upsert|softDelete|restore|delete|dismiss|create|computeActions)/
export const MOST = 12

export type Service = Record<string, (...given: unknown[]) => unknown>

/** Fails the n-th call that writes; where the process is killed there, all later ones as well. */
export class Breaker {
  private left = Number.POSITIVE_INFINITY
  private isDead = false
  private how: Interrupted["how"] = "failed"
  hasStruck = false

  constructor(services: Service[]) {
    for (const service of services) {
      for (const name of methodsOf(service).filter((one) => WRITES.test(one))) {
        const call = required(service[name], name).bind(service)
        service[name] = (...given) => {
          this.left -= 1
          if (this.isDead || this.left === 0) {
            this.hasStruck = true
            this.isDead = this.how === "killed"
            return Promise.reject(new Error("interrupted"))
          }
          return call(...given)
        }
      }
    }
  }

  arm(step: number, how: Interrupted["how"]): void {
    Object.assign(this, { left: step, how, isDead: false, hasStruck: false })
  }
}

function methodsOf(service: object): string[] {
  const names = new Set<string>()
  for (let one = service; one && one !== Object.prototype; one = Object.getPrototypeOf(one)) {
    for (const name of Object.getOwnPropertyNames(one)) {
      names.add(name)
    }
  }
  return [...names].filter((name) => typeof (service as Service)[name] === "function" && !name.endsWith("_"))
}

/**
 * Interrupt each change before each of its writes. One that fails leaves the cart as it was; one whose process
 * is killed leaves it as it was, or as it should be.
 */
export async function interrupt(container: MedusaContainer, world: World): Promise<Interrupted[]> {
  const variant = (name: string) => required(world.variants[name], name)
  const lines = ["plain", "tiers"].map((name) => ({ variant_id: variant(name), quantity: 2 }))
  const changes: Record<string, (cartId: string, lineId: string) => Promise<unknown>> = {
    "add lines": (cartId) =>
      plugins.add({ container, cartId }, [...lines, { variant_id: variant("kit"), quantity: 1 }]),
    "change quantity": (cartId, lineId) => plugins.change({ container, cartId }, lineId, { quantity: 6 }),
    "remove line": (cartId, lineId) => plugins.change({ container, cartId }, lineId, { quantity: 0 }),
    "choose delivery": (cartId) =>
      plugins.ship({ container, cartId }, [{ id: required(world.options.flat, "flat") }]),
  }
  const breaker = new Breaker([
    container.resolve(Modules.CART) as unknown as Service,
    container.resolve(Modules.PROMOTION) as unknown as Service,
    container.resolve(ContainerRegistrationKeys.LINK) as unknown as Service,
  ])
  const found: Interrupted[] = []
  for (const [name, change] of Object.entries(changes)) {
    const complete = await newCart(container, world, lines)
    await change(complete.id, complete.lineId)
    const after = await dumpCart(container, complete.id)
    for (const how of ["failed", "killed"] as const) {
      for (let step = 1; step <= MOST; step += 1) {
        const { id, lineId } = await newCart(container, world, lines)
        const before = await dumpCart(container, id)
        breaker.arm(step, how)
        const refused = await change(id, lineId).then(
          () => false,
          () => true,
        )
        const { hasStruck } = breaker
        breaker.arm(Number.POSITIVE_INFINITY, "failed")
        if (!hasStruck) {
          break
        }
        const now = await dumpCart(container, id)
        found.push({ change: name, step, how, refused, left: leftOf(before, now, after) })
      }
    }
  }
  return found
}

export async function newCart(container: MedusaContainer, world: World, items: object[]) {
  const { result } = await createCartWorkflow(container).run({
    input: {
      region_id: world.regions.exclusive.id,
      sales_channel_id: world.channelId,
      items: items.map((item) => ({ ...item })) as never,
      shipping_address: { country_code: "gr", address_1: "Street 1", city: "City", postal_code: "12345" },
    },
  })
  const [line] = await container
    .resolve(Modules.CART)
    .listLineItems({ cart_id: result.id, variant_id: world.variants.plain ?? "" }, { select: ["id"] })
  return { id: result.id, lineId: required(line, "line").id }
}

function leftOf(before: unknown, now: unknown, after: unknown): string {
  if (differences(before, now).length === 0) {
    return "before"
  }
  const found = differences(now, after)
  return found.length === 0 ? "after" : found.join("; ")
}
