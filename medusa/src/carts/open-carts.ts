import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { ASSETS_SERVICES_MODULE } from "../modules/assets-services"
import type { AssetsServicesService } from "../modules/assets-services/service"

type OpenCarts = { customer_id: string; completed_at: null; id?: { $nin: string[] } }

const MANY = 1000

/**
 * The filter for a customer's open carts.
 *
 * The cart of a service purchase that is not finished yet is none: nobody shops with it.
 */
export async function openCartsOf(container: MedusaContainer, customerId: string): Promise<OpenCarts> {
  const service: AssetsServicesService = container.resolve(ASSETS_SERVICES_MODULE)
  const unfinished = await service.listServicePurchases(
    { customer_id: customerId, finished_at: null },
    { select: ["cart_id"], take: MANY },
  )
  const filter: OpenCarts = { customer_id: customerId, completed_at: null }
  return unfinished.length === 0 ? filter : { ...filter, id: { $nin: unfinished.map((one) => one.cart_id) } }
}

/** What two carts must have in common for their lines to go into one. */
export type Market = {
  region_id?: string | null
  currency_code: string
  sales_channel_id?: string | null
}

/** The id of the customer's newest open cart of the same region, currency and sales channel. */
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
