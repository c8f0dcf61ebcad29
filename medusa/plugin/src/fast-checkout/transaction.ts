import { randomUUID } from "node:crypto"

import type { Context, ICartModuleService, MedusaContainer } from "@medusajs/framework/types"
import { MessageAggregator, Modules } from "@medusajs/framework/utils"

type Repository = {
  transaction<Result>(job: (manager: unknown) => Promise<Result>): Promise<Result>
}

/**
 * Run writes of the cart module in one transaction: a process that is killed leaves all of them, or none. The
 * module's events are emitted once they are written.
 */
export async function inTransaction<Result>(
  container: MedusaContainer,
  job: (carts: ICartModuleService, context: Context) => Promise<Result>,
): Promise<Result> {
  const carts = container.resolve(Modules.CART)
  const bus = container.resolve(Modules.EVENT_BUS)
  const repository = (carts as unknown as { baseRepository_: Repository }).baseRepository_
  const eventGroupId = randomUUID()
  // Shared by all calls: the module collects what changed when it is written, which may be at the end.
  const messageAggregator = new MessageAggregator()
  let result: Result
  try {
    result = await repository.transaction((transactionManager) =>
      job(carts, { transactionManager, eventGroupId, messageAggregator } as Context),
    )
  } catch (error) {
    await bus.clearGroupedEvents(eventGroupId)
    throw error
  }
  await bus.emit(Object.values(messageAggregator.getMessages()).flat(), { internal: true })
  await bus.releaseGroupedEvents(eventGroupId)
  return result
}
