import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { ContainerRegistrationKeys, Modules, OrderWorkflowEvents } from "@medusajs/framework/utils"

type Action = { action: string; details: { token?: string; original_email?: string } | null }

/**
 * Mail the link with which a guest lets a customer have the order, to the email that the order was placed with.
 *
 * Who has the link decides over the order. So it is in the mail's content, which Medusa hands to the provider
 * and does not store, and in no `data`, which the Admin API shows, and in no log.
 */
export default async function orderTransferRequested({
  event,
  container,
}: SubscriberArgs<{ id: string; order_change_id: string }>): Promise<void> {
  const { data } = await container.resolve(ContainerRegistrationKeys.QUERY).graph({
    entity: "order_change",
    fields: ["actions.action", "actions.details", "order.display_id"],
    filters: { id: event.data.order_change_id },
  })
  const change = data[0] as unknown as { actions: Action[]; order: { display_id: number } } | undefined
  const details = change?.actions.find(({ action }) => action === "TRANSFER_CUSTOMER")?.details
  if (!details?.token || !details.original_email) {
    return
  }
  const link = new URL(process.env.TRANSFER_PAGE_URL ?? "http://127.0.0.1:3001/transfer")
  // After the #: a browser sends it to no server, and no server logs it.
  link.hash = new URLSearchParams({ order: event.data.id, token: details.token }).toString()
  await container.resolve(Modules.NOTIFICATION).createNotifications({
    to: details.original_email,
    channel: "email",
    template: "order-transfer",
    resource_id: event.data.id,
    resource_type: "order",
    trigger_type: event.name,
    content: {
      subject: `Who may see your order ${change?.order.display_id}?`,
      text: `A customer of our shop asks for your order. Accept or decline it here: ${link.href}`,
    },
  })
}

export const config: SubscriberConfig = { event: OrderWorkflowEvents.TRANSFER_REQUESTED }
