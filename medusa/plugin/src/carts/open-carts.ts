import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import type { AssetsServicesService } from "../modules/assets-services/service"
import { ASSETS_SERVICES_MODULE } from "../modules/assets-services/types"
import { closeCartWorkflow } from "../workflows/close-cart"
import { MOST_OPEN_CARTS } from "./bounds"
import { PAYING_FIELDS, type Payable, paymentStateOf } from "./paid"

type OpenCarts = { customer_id: string; completed_at: null; id?: { $nin: string[] } }

const MANY = 1000
// More than one, so that a customer who had too many before comes down to what is allowed.
const CLOSED_AT_ONCE = 3

/**
 * Return the filter for a customer's open carts.
 *
 * The cart of an unfinished service purchase is not one of them: no one shops with it.
 */
export async function openCartsOf(container: MedusaContainer, customerId: string): Promise<OpenCarts> {
  const filter: OpenCarts = { customer_id: customerId, completed_at: null }
  const service: AssetsServicesService | undefined = container.resolve(ASSETS_SERVICES_MODULE, {
    allowUnregistered: true,
  })
  if (!service) {
    return filter
  }
  const unfinished = await service.listServicePurchases(
    { customer_id: customerId, finished_at: null },
    { select: ["cart_id"], take: MANY },
  )
  return unfinished.length === 0 ? filter : { ...filter, id: { $nin: unfinished.map((one) => one.cart_id) } }
}

/** What two carts must have in common for their lines to go into one. */
export type Market = {
  region_id?: string | null
  currency_code: string
  sales_channel_id?: string | null
}

/** Return the id of the customer's newest open cart of the same region, currency and sales channel. */
export async function newestOpenCart(
  container: MedusaContainer,
  customerId: string,
  { region_id, currency_code, sales_channel_id }: Market,
): Promise<string | undefined> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "cart",
    fields: ["id"],
    filters: {
      ...(await openCartsOf(container, customerId)),
      region_id: region_id ?? null,
      currency_code,
      sales_channel_id: sales_channel_id ?? null,
    } as object,
    pagination: { take: 1, order: { created_at: "DESC", id: "DESC" } },
  })
  return data[0]?.id
}

/**
 * Close the customer's oldest open carts so that another one can be created; correct only under the lock of
 * the customer's claims.
 *
 * Rejecting the new cart would lock out customers of a storefront that creates a cart at each visit. A paid
 * cart stays open: it can only be completed.
 */
export async function makeRoomForCart(container: MedusaContainer, customerId: string): Promise<void> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "cart",
    fields: ["id", ...PAYING_FIELDS],
    filters: (await openCartsOf(container, customerId)) as object,
    pagination: {
      skip: MOST_OPEN_CARTS - 1,
      take: CLOSED_AT_ONCE,
      order: { created_at: "DESC", id: "DESC" },
    },
  })
  for (const { id, ...cart } of data) {
    if ((await paymentStateOf(container, cart as Payable)) === "none") {
      await closeCartWorkflow(container).run({ input: { id, customer_id: customerId }, throwOnError: false })
    }
  }
}
