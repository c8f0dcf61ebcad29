import { writeFile } from "node:fs/promises"

import type { ExecArgs } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"

import { interrupt } from "./equivalence/interrupt"
import { interruptCheckout } from "./equivalence/interrupt-checkout"
import { kindsOf, planOf } from "./equivalence/plans"
import { plugins } from "./equivalence/plugins"
import { removeWorld } from "./equivalence/remove-world"
import { type Compared, compare } from "./equivalence/run"
import { medusas } from "./equivalence/ways"
import { createWorld } from "./equivalence/world"

type Emitted = { name: string; data: unknown }
type Row = { cart: number; kinds: string[]; compared: Compared[] }

/**
 * Do the same to two carts, one in Medusa's way and one in the plugin's, and compare all values after each
 * step.
 *
 * EQUIVALENCE is JSON: how many carts, the seed of the first, the file for the results.
 */
export default async function equivalence({ container }: ExecArgs): Promise<void> {
  const { carts, seed, file } = JSON.parse(process.env.EQUIVALENCE ?? "{}") as {
    carts: number
    seed: number
    file: string
  }
  const bus = container.resolve(Modules.EVENT_BUS)
  const emit = bus.emit.bind(bus)
  const events: Emitted[] = []
  bus.emit = (async (messages: Emitted | Emitted[], options: never) => {
    events.push(...[messages].flat().map(({ name, data }) => ({ name, data })))
    await emit(messages as never, options)
  }) as typeof bus.emit
  const rows: Row[] = []
  try {
    const world = await createWorld(container)
    for (let number = 0; number < carts; number += 1) {
      const plan = planOf(seed + number, world)
      const compared = await compare(container, world, plan, [plugins, medusas], events)
      rows.push({ cart: plan.seed, kinds: kindsOf(plan), compared })
      await writeFile(file, JSON.stringify({ rows, interrupted: [] }))
    }
    const interrupted = [
      ...(await interrupt(container, world)),
      ...(await interruptCheckout(container, world)),
    ]
    await writeFile(file, JSON.stringify({ rows, interrupted }))
  } finally {
    await removeWorld(container)
  }
}
