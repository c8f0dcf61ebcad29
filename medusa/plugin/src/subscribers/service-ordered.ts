import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { OrderWorkflowEvents, defineFileConfig } from "@medusajs/framework/utils"

import { serviceFromOrderWorkflow } from "../workflows/service-from-order"
import { withoutAssetsServices } from "../options"

defineFileConfig({ isDisabled: withoutAssetsServices })

/** Finishes a service purchase whose request got lost, or whose cart the shopper completed after paying. */
export default async function serviceOrdered({
  event,
  container,
}: SubscriberArgs<{ id: string }>): Promise<void> {
  await serviceFromOrderWorkflow(container).run({ input: { order_id: event.data.id } })
}

export const config: SubscriberConfig = { event: OrderWorkflowEvents.PLACED }
