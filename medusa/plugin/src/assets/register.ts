import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, MedusaError } from "@medusajs/framework/utils"

import { soldVariants } from "../carts/sales-channel"
import { ConflictError } from "../conflict"
import { withLock } from "../lock"
import type { AssetsServicesService } from "../modules/assets-services/service"
import { ASSETS_SERVICES_MODULE, type AssetAddress } from "../modules/assets-services/types"
import { escaped } from "../text"

export type Registration = {
  customerId: string
  salesChannelIds: string[]
  serial_number: string
  product_variant_id?: string
  sku?: string
  name?: string
  address?: AssetAddress
}

type Variant = {
  id: string
  product: {
    title: string
    status: string
    type?: { value: string } | null
  }
}
type Detail = { quantity: number; return_received_quantity: number }
type Order = { items?: ({ variant_id: string; detail: Detail } | null)[] }

const LOCK_SECONDS = 10
const MOST_ASSETS = 1000
const MOST_PENDING = 20

/**
 * Register a customer's asset: at once where an own order holds the variant, else for an operator to confirm.
 *
 * Of what was bought each piece is registered once. Repeated, it returns the same asset.
 */
export async function registerAsset(
  container: MedusaContainer,
  request: Registration,
): Promise<{ id: string; isNew: boolean }> {
  const { customerId, serial_number } = request
  const service: AssetsServicesService = container.resolve(ASSETS_SERVICES_MODULE)
  const keys = [`asset-registration:${customerId}`, `asset-serial:${serial_number.toUpperCase()}`]
  return withLock(container, keys, LOCK_SECONDS, async () => {
    const { variant, bought } = await findVariant(container, request)
    const [known] = await service.listAssets(
      { serial_number: { $ilike: escaped(serial_number) } },
      { select: ["id", "customer_id", "product_variant_id"], take: 1 },
    )
    if (known && (known.customer_id !== customerId || known.product_variant_id !== variant.id)) {
      throw new ConflictError("The serial number is registered already")
    }
    if (known) {
      return { id: known.id, isNew: false }
    }
    await requireFew(service, customerId)
    const isProven = bought > (await countRegistered(service, customerId, variant.id))
    const created = await service.createAssets({
      serial_number,
      name: request.name ?? variant.product.title,
      address: (request.address as Record<string, unknown> | undefined) ?? null,
      status: isProven ? "ACTIVE" : "INACTIVE",
      confirmation: isProven ? "CONFIRMED" : "PENDING",
      customer_id: customerId,
      registered_by: customerId,
      product_variant_id: variant.id,
    })
    return { id: created.id, isNew: true }
  })
}

/** Return the variant, which is on sale here or was bought by the customer, and how many pieces were. */
async function findVariant(
  container: MedusaContainer,
  { product_variant_id: id, sku, customerId, salesChannelIds }: Registration,
): Promise<{ variant: Variant; bought: number }> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "product_variant",
    fields: ["id", "product.title", "product.status", "product.type.value"],
    filters: { ...(id && { id }), ...(sku && { sku }) },
  })
  const variant = data[0] as unknown as Variant | undefined
  const [bought, sold] = variant
    ? await Promise.all([
        countBought(container, customerId, variant.id),
        soldVariants(container, salesChannelIds, { ids: [variant.id] }),
      ])
    : [0, []]
  const isSoldHere = variant?.product.status === "published" && sold.length > 0
  if (!variant || (!isSoldHere && bought === 0)) {
    throw new MedusaError(MedusaError.Types.INVALID_DATA, "There is no such product to register")
  }
  if (variant.product.type?.value === "VIRTUAL") {
    throw new MedusaError(MedusaError.Types.INVALID_DATA, "The product is no device")
  }
  return { variant, bought }
}

/** Count the pieces in the customer's orders that were neither cancelled nor returned. */
async function countBought(container: MedusaContainer, customer_id: string, id: string): Promise<number> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "order",
    fields: ["id", "items.variant_id", "items.detail.quantity", "items.detail.return_received_quantity"],
    filters: {
      customer_id,
      is_draft_order: false,
      status: { $in: ["pending", "completed", "archived"] },
      items: { variant_id: id },
    } as object,
    pagination: { take: MOST_ASSETS },
  })
  return (data as unknown as Order[])
    .flatMap((order) => order.items ?? [])
    .flatMap((item) => (item?.variant_id === id ? item.detail : []))
    .reduce((sum, { quantity, return_received_quantity: back }) => sum + Number(quantity) - Number(back), 0)
}

/** Count the customer's assets of a variant, those that have a new owner by now included. */
async function countRegistered(
  service: AssetsServicesService,
  customer_id: string,
  product_variant_id: string,
): Promise<number> {
  const assets = await service.listAssets(
    { product_variant_id, $or: [{ customer_id }, { registered_by: customer_id }] },
    { select: ["id", "confirmation"], take: MOST_ASSETS },
  )
  return assets.filter((asset) => asset.confirmation !== "PENDING").length
}

async function requireFew(service: AssetsServicesService, customer_id: string): Promise<void> {
  const one = { select: ["id"], take: 1 }
  const [[, all], [, pending]] = await Promise.all([
    service.listAndCountAssets({ customer_id }, one),
    service.listAndCountAssets({ customer_id, confirmation: "PENDING" }, one),
  ])
  if (all >= MOST_ASSETS || pending >= MOST_PENDING) {
    throw new ConflictError(
      `The customer has ${all} assets, at most ${MOST_ASSETS}, and ${MOST_PENDING} to confirm`,
    )
  }
}
