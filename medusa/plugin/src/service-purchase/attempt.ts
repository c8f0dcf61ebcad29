import type { InferTypeOf, MedusaContainer } from "@medusajs/framework/types"
import { generateEntityId, Modules } from "@medusajs/framework/utils"

import { ConflictError } from "../conflict"
import type { ServicePurchase } from "../modules/assets-services/models/service-purchase"
import type { AssetsServicesService } from "../modules/assets-services/service"
import { ASSETS_SERVICES_MODULE, type Purpose } from "../modules/assets-services/types"

export type Attempt = InferTypeOf<typeof ServicePurchase>

/** What makes two requests the same purchase: the client's key, else who buys what for what. */
export type Identity = {
  customer_id: string
  purpose: Purpose
  service_instance_id: string | null
  product_variant_id: string
  asset_id: string | null
  idempotency_key: string | null
}

const SAME_PURCHASE_MS = 15 * 60_000

/**
 * Return the purchase that a retried request belongs to: the one with its key, however old; without a key
 * an unfinished one, or one finished less than 15 minutes ago.
 */
export async function findAttempt(
  container: MedusaContainer,
  wanted: Identity,
): Promise<Attempt | undefined> {
  const service: AssetsServicesService = container.resolve(ASSETS_SERVICES_MODULE)
  const { customer_id, product_variant_id, asset_id, idempotency_key, service_instance_id } = wanted
  if (idempotency_key !== null) {
    const [known] = await service.listServicePurchases({ customer_id, idempotency_key })
    if (known && !isSame(known, wanted)) {
      throw new ConflictError("The idempotency_key was used for another purchase")
    }
    return known
  }
  // Whatever was done to a service last: a plan may come back after another one.
  const [newest] = await service.listServicePurchases(
    service_instance_id
      ? { customer_id, service_instance_id }
      : { customer_id, product_variant_id, asset_id, idempotency_key: null, service_instance_id: null },
    { order: { created_at: "DESC" }, take: 1 },
  )
  if (newest && (newest.idempotency_key !== null || !isSame(newest, wanted))) {
    return undefined
  }
  const isOver = newest?.finished_at && Date.now() - newest.finished_at.getTime() >= SAME_PURCHASE_MS
  return isOver ? undefined : newest
}

/** Whether an attempt is of this purchase; a renewal is of whatever plan the service had then. */
function isSame(known: Attempt, wanted: Identity): boolean {
  const names = ["purpose", "service_instance_id", "asset_id"] as const
  return (
    names.every((name) => known[name] === wanted[name]) &&
    (wanted.purpose === "RENEWAL" || known.product_variant_id === wanted.product_variant_id)
  )
}

/** Store that a purchase begins, and with which cart. */
export async function beginAttempt(container: MedusaContainer, wanted: Identity): Promise<Attempt> {
  const service: AssetsServicesService = container.resolve(ASSETS_SERVICES_MODULE)
  return service.createServicePurchases({ ...wanted, cart_id: newCartId() }) as Promise<Attempt>
}

/** Return the attempt with a usable cart id: a new one when the customer has closed the cart. */
export async function withUsableCartId(container: MedusaContainer, attempt: Attempt): Promise<Attempt> {
  const [cart] = await container
    .resolve(Modules.CART)
    .listCarts({ id: [attempt.cart_id] }, { withDeleted: true, select: ["id", "deleted_at"] })
  if (!(cart as { deleted_at?: Date | null } | undefined)?.deleted_at) {
    return attempt
  }
  const service: AssetsServicesService = container.resolve(ASSETS_SERVICES_MODULE)
  const cart_id = newCartId()
  await service.updateServicePurchases({ id: attempt.id, cart_id, credit: null })
  return { ...attempt, cart_id, credit: null }
}

function newCartId(): string {
  return generateEntityId(undefined, "cart")
}
