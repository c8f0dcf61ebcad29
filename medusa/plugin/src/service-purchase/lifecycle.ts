import type { InferTypeOf, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, MedusaError } from "@medusajs/framework/utils"

import { ConflictError } from "../conflict"
import { withLock } from "../lock"
import type { ServiceInstance } from "../modules/assets-services/models/service-instance"
import type { AssetsServicesService } from "../modules/assets-services/service"
import {
  type Actor,
  ASSETS_SERVICES_MODULE,
  type Credit,
  type Totals,
} from "../modules/assets-services/types"
import { closeCartWorkflow } from "../workflows/close-cart"
import { serviceFromOrderWorkflow } from "../workflows/service-from-order"
import { orderOf, WorthMoreError } from "./place-order"
import { type Buyer, type Outcome, oneByOne, purchase } from "./purchase"
import { findVariant, type Variant } from "./service"
import {
  cancelled,
  type Paid,
  periodsOf,
  requireCancellable,
  requireRenewable,
  requireRuns,
  type Terms,
  termsKey,
  unusedValue,
} from "./terms"

type Instance = InferTypeOf<typeof ServiceInstance>

/** A change of one of the customer's services. */
export type Change = Buyer & { serviceInstanceId: string }

const LOCK_SECONDS = 10

/** Pay one more period of a service: an order of its plan. A cancelled service runs on. */
export async function renewService(container: MedusaContainer, change: Change): Promise<Outcome> {
  return oneByOne(container, change.customerId, async () => {
    const instance = await ownService(container, change)
    const identity = { ...identityOf(change), purpose: "RENEWAL" as const }
    const plan = { ...identity, product_variant_id: instance.product_variant_id }
    return purchase(container, change, plan, async (known) => {
      requireRenewable(instance as Terms)
      await endOthers(container, change, known?.id)
      return { variant: await planOf(container, instance.product_variant_id), ...currencyOf(instance) }
    })
  })
}

/** Replace a service's plan by another one of the same product: an order less what is left of the paid period. */
export async function upgradeService(
  container: MedusaContainer,
  change: Change & { variant_id: string },
): Promise<Outcome> {
  return oneByOne(container, change.customerId, async () => {
    const instance = await ownService(container, change)
    const identity = { ...identityOf(change), purpose: "UPGRADE" as const }
    const plan = { ...identity, product_variant_id: change.variant_id }
    const outcome = purchase(container, change, plan, async (known) => {
      requireRuns(instance.status)
      const variant = await otherPlan(container, instance, change.variant_id)
      await endOthers(container, change, known?.id)
      return { variant, ...currencyOf(instance), credit: () => creditFor(container, instance) }
    })
    return outcome.catch(async (error) => {
      // The credit becomes less with time: it is computed again next time.
      if (error instanceof WorthMoreError) {
        await endOthers(container, change, undefined)
      }
      throw error
    })
  })
}

/** End a service with its paid period; of the customer alone, where one is named. Repeated, it changes nothing. */
export async function cancelService(
  container: MedusaContainer,
  id: string,
  actor: { actor_type: Actor; actor_id: string | null },
  customerId?: string,
): Promise<void> {
  const service: AssetsServicesService = container.resolve(ASSETS_SERVICES_MODULE)
  await withLock(container, [termsKey(id)], LOCK_SECONDS, async () => {
    const instance = await serviceOf(container, { id, ...(customerId && { customer_id: customerId }) })
    if (instance.cancelled_at) {
      return
    }
    const now = new Date()
    requireCancellable(instance as Terms, now)
    await service.writeService(id, cancelled(instance as Terms, now, actor))
  })
}

function identityOf({ customerId, serviceInstanceId, idempotency_key }: Change) {
  return {
    customer_id: customerId,
    service_instance_id: serviceInstanceId,
    asset_id: null,
    idempotency_key: idempotency_key ?? null,
  }
}

function ownService(container: MedusaContainer, change: Change): Promise<Instance> {
  return serviceOf(container, { id: change.serviceInstanceId, customer_id: change.customerId })
}

async function serviceOf(
  container: MedusaContainer,
  filters: { id: string; customer_id?: string },
): Promise<Instance> {
  const service: AssetsServicesService = container.resolve(ASSETS_SERVICES_MODULE)
  const [instance] = await service.listServiceInstances(filters)
  if (!instance) {
    throw new MedusaError(
      MedusaError.Types.NOT_FOUND,
      `service_instance with id: ${filters.id} was not found`,
    )
  }
  return instance as Instance
}

/** A service is renewed and upgraded in the currency in which it was paid, where that is known. */
function currencyOf({ totals }: Instance): { currency_code?: string } {
  const currency = (totals as Totals | null)?.currency
  return currency ? { currency_code: currency } : {}
}

async function planOf(container: MedusaContainer, id: string): Promise<Variant> {
  try {
    return await findVariant(container, id)
  } catch (error) {
    if ((error as MedusaError).type === MedusaError.Types.NOT_FOUND) {
      throw new MedusaError(MedusaError.Types.NOT_ALLOWED, "The service's plan is no longer for sale")
    }
    throw error
  }
}

async function otherPlan(container: MedusaContainer, instance: Instance, id: string): Promise<Variant> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "product_variant",
    fields: ["id", "product_id"],
    filters: { id: [id, instance.product_variant_id] },
  })
  const [wanted, present] = [id, instance.product_variant_id].map((one) => data.find((row) => row.id === one))
  if (!wanted || id === instance.product_variant_id || wanted.product_id !== present?.product_id) {
    throw new MedusaError(MedusaError.Types.INVALID_DATA, "This is no other plan of the service")
  }
  return findVariant(container, id)
}

async function creditFor(container: MedusaContainer, instance: Instance): Promise<Credit> {
  const service: AssetsServicesService = container.resolve(ASSETS_SERVICES_MODULE)
  const currency = (instance.totals as Totals | null)?.currency ?? ""
  const at = new Date()
  const history = await service.listServiceEvents(
    { service_instance_id: instance.id },
    { order: { at: "ASC" }, take: 1000 },
  )
  const paid = await withoutCancelled(container, history as unknown as Paid[])
  const digits = currency ? await digitsOf(container, currency) : 0
  const value = unusedValue(periodsOf(instance as Terms, paid), currency, at, digits)
  return { currency, value, at: at.toISOString() }
}

/** Leave the value out of periods whose order was cancelled: their money was returned. */
async function withoutCancelled(container: MedusaContainer, history: Paid[]): Promise<Paid[]> {
  const id = history.flatMap((one) => one.order_id ?? [])
  if (id.length === 0) {
    return history
  }
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity: "order", fields: ["id", "status"], filters: { id } })
  const returned = data.flatMap((order) => (order.status === "canceled" ? order.id : []))
  return history.map((one) => (returned.includes(one.order_id ?? "") ? { ...one, totals: null } : one))
}

async function digitsOf(container: MedusaContainer, code: string): Promise<number> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "currency",
    fields: ["decimal_digits"],
    filters: { code },
  })
  return data[0]?.decimal_digits ?? 2
}

/**
 * End what was begun with the service and not paid: its price was computed from terms that change now. What
 * is paid for is finished instead, or refuses the request.
 */
async function endOthers(
  container: MedusaContainer,
  { customerId, serviceInstanceId }: Change,
  known: string | undefined,
): Promise<void> {
  const service: AssetsServicesService = container.resolve(ASSETS_SERVICES_MODULE)
  const open = await service.listServicePurchases(
    { service_instance_id: serviceInstanceId, customer_id: customerId, finished_at: null },
    { take: 100 },
  )
  for (const { id, cart_id } of open.filter((one) => one.id !== known)) {
    const order_id = await orderOf(container, cart_id)
    if (order_id) {
      const run = serviceFromOrderWorkflow(container).run({ input: { order_id }, throwOnError: false })
      if ((await run).errors.length === 0) {
        throw new ConflictError("Another change of the service was still under way, try again")
      }
      continue
    }
    const { errors } = await closeCartWorkflow(container).run({
      input: { id: cart_id, customer_id: customerId },
      throwOnError: false,
    })
    const error = errors?.[0]?.error as MedusaError | undefined
    if (error && error.type !== MedusaError.Types.NOT_FOUND) {
      throw error
    }
    await service.softDeleteServicePurchases(id)
  }
}
