import { Dice } from "./dice"
import type { RegionName, World } from "./world"

export type Item = { variant: string; quantity: number; metadata?: Record<string, unknown> }
/** What is done to a cart; `tested` ones are done in both ways. */
export type Step =
  | { do: "add"; items: Item[] }
  | { do: "change"; line: number; quantity: number; metadata?: Record<string, unknown> }
  | { do: "ship"; options: string[] }
  | ({ do: "address" } & Place)
  | { do: "codes"; codes: string[] }
  | { do: "customer" }
  | { do: "custom price"; variant: string; price: number }
  | { do: "credit"; amount: number }
  | { do: "pay" }
  | { do: "checkout"; address?: Place; email?: string; notes?: string; options: string[] }
  | { do: "order" }
export type Place = { country: string; province?: string }
export type Plan = {
  seed: number
  region: RegionName
  customer: "none" | "guest" | "member" | "account"
  /** Whether the shop has automatic promotions. */
  automatic: boolean
  steps: Step[]
}

/** Deliveries whose price depends on the total of the lines. */
const BY_TOTAL = ["free from 100", "by total", "light only"]
const TESTED: Step["do"][] = ["add", "change", "ship", "checkout"]

export function isTested(step: Step): boolean {
  return TESTED.includes(step.do)
}

/** Return what happens to one cart: all of it depends on the seed alone. */
export function planOf(seed: number, world: World): Plan {
  const dice = new Dice(seed)
  const region = dice.pick(["exclusive", "exclusive", "inclusive", "untaxed"] as const)
  const customer = dice.pick(["none", "guest", "member", "account"] as const)
  const automatic = dice.chance(0.5)
  if (dice.chance(0.15)) {
    return { seed, region, customer, automatic, steps: atThreshold(dice, world, region) }
  }
  const steps: Step[] = []
  const add = () => steps.push({ do: "add", items: itemsOf(dice, world) })
  const address = () => steps.push(addressOf(dice, world, region))
  const some = (share: number, step: () => unknown) => {
    if (dice.chance(share)) {
      step()
    }
  }
  const change = () => {
    const metadata = dice.chance(0.15) ? { metadata: { gift: dice.number(1, 3) } } : {}
    const quantity = dice.pick([0, 1, 2, 3, 5, 7, 12])
    steps.push({ do: "change", line: dice.number(0, 3), quantity, ...metadata })
  }
  const codes = () => {
    const wanted = Array.from({ length: dice.number(1, 3) }, () => dice.pick(world.codes))
    steps.push({ do: "codes", codes: [...new Set(wanted)] })
  }
  const ship = () => {
    const names = Object.keys(world.options)
    const options = dice.chance(0.3) ? ["flat", "bulky"] : [dice.pick(names)]
    steps.push({ do: "ship", options })
  }
  some(0.3, address)
  add()
  some(0.6, add)
  some(0.1, () => steps.push({ do: "custom price", variant: "plain", price: 17.3 }))
  some(0.5, change)
  some(0.4, codes)
  some(0.4, add)
  some(0.4, change)
  some(0.8, address)
  some(0.7, ship)
  some(0.3, add)
  some(0.3, change)
  some(0.1, () => steps.push({ do: "credit", amount: dice.number(1, 20) }))
  some(0.3, ship)
  some(0.2, () => {
    steps.push({ do: "pay" })
    some(0.5, add)
    some(0.5, change)
    some(0.5, ship)
  })
  some(0.1, () => steps.push({ do: "customer" }))
  some(0.2, add)
  const plan = { seed, region, customer, automatic }
  if (dice.chance(0.5)) {
    const before = dice.chance(0.8) ? beforeCheckout(steps) : steps
    return { ...plan, steps: [...before, checkoutOf(dice, world, region)] }
  }
  return { ...plan, steps: [...steps, { do: "order" }] }
}

/** Return the steps of a cart whose total is exactly that from which a delivery has another price, or nearly. */
function atThreshold(dice: Dice, world: World, region: RegionName): Step[] {
  const quantity = dice.pick([1, 4, 4, 5, 5, 10, 10, 9, 11])
  const codes: Step[] = dice.chance(0.5) ? [{ do: "codes", codes: ["EQ-PERCENT"] }] : []
  const address: Step[] = dice.chance(0.3) ? [addressOf(dice, world, region)] : []
  const options = [dice.pick(BY_TOTAL)]
  const add: Step = { do: "add", items: [{ variant: "plain", quantity }] }
  return [...address, add, ...codes, { ...checkoutOf(dice, world, region), options }]
}

function itemsOf(dice: Dice, world: World): Item[] {
  const names = Object.keys(world.variants)
  return Array.from({ length: dice.chance(0.3) ? dice.number(2, 4) : 1 }, () => {
    const metadata = dice.chance(0.2) ? { metadata: { engraving: dice.pick(["A", "B"]) } } : {}
    const quantity = dice.pick([1, 1, 1, 2, 2, 3, 4, 5, 6, 10])
    return { variant: dice.pick(names), quantity, ...metadata }
  })
}

/** Return what most carts come to a checkout in one call with: no delivery, no payment, nothing bulky. */
function beforeCheckout(steps: Step[]): Step[] {
  return steps
    .filter(({ do: kind }) => kind !== "ship" && kind !== "pay")
    .map((step) =>
      step.do === "add" ? { ...step, items: step.items.filter(({ variant }) => variant !== "bulky") } : step,
    )
    .filter((step) => step.do !== "add" || step.items.length > 0)
}

function checkoutOf(dice: Dice, world: World, region: RegionName): Extract<Step, { do: "checkout" }> {
  const flat = Array.from({ length: 6 }, () => ["flat"])
  const byTotal = [...BY_TOTAL, ...BY_TOTAL].map((name) => [name])
  const options = dice.pick([...flat, ...byTotal, ["bulky"], ["flat", "bulky"], []])
  return {
    do: "checkout",
    options: dice.chance(0.05) ? ["by weight"] : options,
    ...(dice.chance(0.85) ? { address: placeOf(dice, world, region) } : {}),
    ...(dice.chance(0.7) ? { email: dice.pick(["buyer", "guest", "new"]) } : {}),
    ...(dice.chance(0.3) ? { notes: "Ring twice" } : {}),
  }
}

function addressOf(dice: Dice, world: World, region: RegionName): Step {
  return { do: "address", ...placeOf(dice, world, region) }
}

function placeOf(dice: Dice, world: World, region: RegionName): Place {
  const country = dice.pick(world.regions[region].countries)
  return { country, ...(country === "pt" && dice.chance(0.5) ? { province: "pt-30" } : {}) }
}

/** Return what is special about a cart, for the table of results. */
export function kindsOf({ region, customer, automatic, steps }: Plan): string[] {
  const kinds = [`taxes ${region}`, `customer ${customer}`]
  if (automatic) {
    kinds.push("automatic promotions")
  }
  for (const step of steps) {
    switch (step.do) {
      case "add":
        kinds.push(...step.items.map(({ variant }) => `line ${variant}`))
        kinds.push(...(step.items.length > 1 ? ["several lines at once"] : []))
        break
      case "change":
        kinds.push(step.quantity === 0 ? "line removed" : "quantity changed")
        break
      case "ship":
        kinds.push(...step.options.map((option) => `delivery ${option}`))
        break
      case "codes":
        kinds.push(...step.codes.map((code) => `code ${code}`))
        break
      case "checkout":
        kinds.push("checkout", ...step.options.map((option) => `checkout, delivery ${option}`))
        kinds.push(...(step.email ? [`checkout, email ${step.email}`] : []))
        kinds.push(...(step.address ? [] : ["checkout, address stays"]))
        break
      case "address":
        kinds.push(`address ${step.province ?? step.country}`)
        break
      default:
        kinds.push(step.do)
    }
  }
  return [...new Set(kinds)]
}
