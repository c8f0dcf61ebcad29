import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { CustomerWorkflowEvents } from "@medusajs/framework/utils"

import { forgetCustomer } from "../sso/customers"

/** A customer's email may have changed, or the customer is gone. */
export default async function customerChanged({ event }: SubscriberArgs<{ id: string }>): Promise<void> {
  await forgetCustomer(event.data.id)
}

export const config: SubscriberConfig = {
  event: [CustomerWorkflowEvents.UPDATED, CustomerWorkflowEvents.DELETED],
}
