import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { CustomerWorkflowEvents } from "@medusajs/framework/utils"

import { clearCustomer } from "../sso/customers"

/** Clear the cache: a customer's email may have changed, or the customer was deleted. */
export default async function customerChanged({ event }: SubscriberArgs<{ id: string }>): Promise<void> {
  await clearCustomer(event.data.id)
}

export const config: SubscriberConfig = {
  event: [CustomerWorkflowEvents.UPDATED, CustomerWorkflowEvents.DELETED],
}
