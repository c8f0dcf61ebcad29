import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { defineFileConfig, OrderWorkflowEvents } from "@medusajs/framework/utils"

import { withoutAssetsServices } from "../options"
import { serviceFromOrderWorkflow } from "../workflows/service-from-order"

defineFileConfig({ isDisabled: withoutAssetsServices })

/**
 * Finish a service purchase whose request was interrupted, or whose cart the shopper completed after
 * paying.
 */
export default async function serviceOrdered({
  event,
  container,
}: SubscriberArgs<{ id: string }>): Promise<void> {
  await serviceFromOrderWorkflow(container).run({ input: { order_id: event.data.id } })
}

export const config: SubscriberConfig = { event: OrderWorkflowEvents.PLACED }
