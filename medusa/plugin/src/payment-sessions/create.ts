import type {
  AccountHolderDTO,
  IPaymentModuleService,
  MedusaContainer,
  PaymentCustomerDTO,
  PaymentProviderContext,
} from "@medusajs/framework/types"
import { ContainerRegistrationKeys, MedusaError, Modules } from "@medusajs/framework/utils"
import {
  createPaymentCollectionForCartWorkflow,
  deletePaymentSessionsWorkflow,
} from "@medusajs/medusa/core-flows"

import { requireSmallMetadata } from "../carts/bounds"
import { cartNotFound } from "../carts/not-found"
import { OWNER_FIELDS, type Owned, requireOwner } from "../carts/ownership"
import { PAYING_FIELDS, type Payable, requireUnpaid } from "../carts/paid"
import { ConflictError } from "../conflict"
import { withLock } from "../lock"
import { providerFailed } from "./provider"
import type { Urls } from "./urls"

type Metadata = Record<string, unknown>
type Collection = { id: string; amount: number; currency_code: string }
type Cart = Owned & {
  id: string
  completed_at?: Date | string | null
  region_id?: string | null
  items?: unknown[]
  payment_collection?: (Payable["payment_collection"] & Collection) | null
}
export type NewSession = { provider_id: string; data: Urls; session_metadata: Metadata }
type Customer = PaymentCustomerDTO & {
  addresses?: (NonNullable<PaymentCustomerDTO["billing_address"]> & { is_default_billing?: boolean })[]
  account_holders?: (AccountHolderDTO | null)[]
}

const LOCK_SECONDS = 10
const FIELDS = [
  "id",
  "completed_at",
  "region_id",
  "items.id",
  "payment_collection.id",
  "payment_collection.amount",
  "payment_collection.currency_code",
  ...PAYING_FIELDS,
  ...OWNER_FIELDS,
]
const CUSTOMER_FIELDS = [
  ...["id", "email", "company_name", "first_name", "last_name", "phone", "metadata"],
  ...["addresses.*", "account_holders.*"],
]

/**
 * Create a payment session for a cart, then cancel the previous ones; returns its id.
 *
 * Medusa's own route does both in parallel, so that a provider that rejects the new session costs the
 * shopper the previous one, and it stores no metadata with a session. Correct only under the lock of the
 * cart's writes, and once the previous session is proven unpaid.
 */
export async function createSession(
  container: MedusaContainer,
  cartId: string,
  callerId: string | undefined,
  wanted: NewSession,
): Promise<string> {
  requireSmallMetadata(undefined, wanted.session_metadata)
  const cart = await readOpenCart(container, cartId, callerId)
  if (!cart.items?.length) {
    throw new MedusaError(MedusaError.Types.INVALID_DATA, "Cannot pay for a cart with no items")
  }
  await requireProvider(container, cart, wanted.provider_id)
  if (!cart.payment_collection) {
    await createPaymentCollectionForCartWorkflow(container).run({ input: { cart_id: cartId } })
  }
  const context = await payerContext(container, callerId, wanted.provider_id)
  // Medusa completes the cart under this key, which a provider's webhook can start at any time.
  return withLock(container, [cartId], LOCK_SECONDS, async () => {
    const locked = await readOpenCart(container, cartId, callerId)
    return replaceSessions(container, locked, wanted, context)
  })
}

async function replaceSessions(
  container: MedusaContainer,
  cart: Cart,
  wanted: NewSession,
  context: PaymentProviderContext,
): Promise<string> {
  const collection = cart.payment_collection
  if (!collection) {
    throw new MedusaError(MedusaError.Types.UNEXPECTED_STATE, `Cart ${cart.id} has no payment collection`)
  }
  const before = (collection.payment_sessions ?? []).flatMap((session) => session ?? [])
  const id = await openSession(container, collection, wanted, context)
  try {
    const ids = before.map((one) => one.id)
    await deletePaymentSessionsWorkflow(container).run({ input: { ids } })
  } catch (error) {
    // With two sessions the shopper could pay twice.
    await container
      .resolve(Modules.PAYMENT)
      .deletePaymentSession(id)
      .catch(() => undefined)
    await requireUnpaid(container, cart) // It may have been paid just now.
    throw providerFailed(container, before.map((one) => one.provider_id).join(", "), error as Error)
  }
  return id
}

/** Create a session in a collection; returns its id. */
export async function openSession(
  container: MedusaContainer,
  collection: Collection,
  { provider_id, data, session_metadata: metadata }: NewSession,
  context: PaymentProviderContext,
): Promise<string> {
  const payment: IPaymentModuleService = container.resolve(Modules.PAYMENT)
  const { amount, currency_code } = collection
  const session = await payment
    .createPaymentSession(collection.id, { provider_id, amount, currency_code, data, metadata, context })
    .catch((error: Error) => {
      throw providerFailed(container, provider_id, error)
    })
  // Medusa's Stripe provider throws no error when Stripe fails, and returns a session that cannot be paid.
  const failure = session.data?.indeterminate_due_to
  if (failure) {
    await payment.deletePaymentSession(session.id)
    throw providerFailed(container, provider_id, new Error(String(failure)))
  }
  return session.id
}

async function readOpenCart(
  container: MedusaContainer,
  id: string,
  callerId: string | undefined,
): Promise<Cart> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity: "cart", fields: FIELDS, filters: { id } })
  const cart = data[0] as unknown as Cart | undefined
  if (!cart) {
    throw cartNotFound(id)
  }
  requireOwner(cart, callerId)
  if (cart.completed_at) {
    throw new ConflictError(`Cart ${id} is already completed.`)
  }
  return cart
}

async function requireProvider(container: MedusaContainer, cart: Cart, providerId: string): Promise<void> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "region",
    fields: ["payment_providers.id", "payment_providers.is_enabled"],
    filters: { id: cart.region_id ?? "" },
  })
  requireOneOf(data[0]?.payment_providers as Providers, providerId)
}

type Providers = ({ id: string; is_enabled?: boolean } | null)[] | null | undefined

/** Reject a provider that is none of a region's, or is switched off. */
export function requireOneOf(providers: Providers, providerId: string): void {
  if (!providers?.some((provider) => provider?.id === providerId && provider.is_enabled !== false)) {
    throw new MedusaError(
      MedusaError.Types.INVALID_DATA,
      `Payment provider ${providerId} is not enabled in the cart's region`,
    )
  }
}

/** Return what Medusa's own route sends a provider about a signed-in customer: nothing for a guest. */
export async function payerContext(
  container: MedusaContainer,
  customerId: string | undefined,
  provider_id: string,
): Promise<PaymentProviderContext> {
  if (customerId === undefined) {
    return {}
  }
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "customer",
    fields: CUSTOMER_FIELDS,
    filters: { id: customerId },
  })
  const found = data[0] as unknown as Customer
  const billing = found.addresses?.find((address) => address.is_default_billing) ?? found.addresses?.[0]
  const customer = { ...found, billing_address: billing }
  const known = found.account_holders?.find((holder) => holder?.provider_id === provider_id) ?? undefined
  const account_holder = await container
    .resolve(Modules.PAYMENT)
    .createAccountHolder({ provider_id, context: { account_holder: known, customer } })
    .catch((error: Error) => {
      throw providerFailed(container, provider_id, error)
    })
  if (!known && account_holder?.id) {
    await container.resolve(ContainerRegistrationKeys.LINK).create({
      [Modules.CUSTOMER]: { customer_id: customerId },
      [Modules.PAYMENT]: { account_holder_id: account_holder.id },
    })
  }
  return { customer, account_holder } as PaymentProviderContext
}
