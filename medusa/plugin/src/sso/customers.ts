import type { CustomerDTO, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { createCustomersWorkflow } from "@medusajs/medusa/core-flows"

import { type Identity, InvalidTokenError } from "./token"

const MAX_AGE_MS = 60_000
const MAX_ENTRIES = 10_000

/**
 * Tokens must have been issued after `validAfter`, in milliseconds since 1970: when the account was
 * deleted.
 */
type Account = { customerId: string; validAfter: number }
type Entry = { account: Promise<Account>; since: number }

// Email → customer. It saves a query on each Store request, and concurrent requests share one look-up, so that
// a new customer's first requests create one customer.
const entries = new Map<string, Entry>()

/**
 * Return the id of the registered customer with this identity's email; creates the customer when there is
 * none.
 *
 * A token that was issued before the customer with its email was deleted is no longer valid: it would
 * create an empty account in place of the deleted one.
 */
export async function resolveCustomerId(container: MedusaContainer, identity: Identity): Promise<string> {
  const { customerId, validAfter } = await accountOf(container, identity)
  requireIssuedAfter(identity, validAfter)
  return customerId
}

function accountOf(container: MedusaContainer, identity: Identity): Promise<Account> {
  const known = entries.get(identity.email)
  if (known && Date.now() - known.since < MAX_AGE_MS) {
    return known.account
  }
  const account = findOrCreate(container, identity)
  const entry = { account, since: Date.now() }
  store(identity.email, entry)
  account.catch(() => {
    if (entries.get(identity.email) === entry) {
      entries.delete(identity.email)
    }
  })
  return account
}

function requireIssuedAfter({ issuedAt = 0 }: Identity, validAfter: number): void {
  if (validAfter > 0 && issuedAt * 1000 <= validAfter) {
    throw new InvalidTokenError("The token is older than the deletion of its customer")
  }
}

/** Clear a customer who was changed or deleted from the cache. */
export async function clearCustomer(customerId: string): Promise<void> {
  for (const [email, entry] of [...entries]) {
    if ((await entry.account.catch(() => undefined))?.customerId === customerId) {
      entries.delete(email)
    }
  }
}

function store(email: string, entry: Entry): void {
  entries.delete(email)
  entries.set(email, entry)
  if (entries.size > MAX_ENTRIES) {
    // A Map keeps the order of insertion: the first key is the oldest.
    entries.delete(entries.keys().next().value as string)
  }
}

async function findOrCreate(container: MedusaContainer, identity: Identity): Promise<Account> {
  const { id, validAfter } = await findRegistered(container, identity.email)
  if (id) {
    return { customerId: id, validAfter }
  }
  requireIssuedAfter(identity, validAfter)
  try {
    const { email, firstName: first_name, lastName: last_name } = identity
    const { id: customerId } = await registerCustomer(container, { email, first_name, last_name })
    return { customerId, validAfter }
  } catch (error) {
    // Another server process may have been faster: email and has_account are unique together.
    const created = await findRegistered(container, identity.email)
    if (created.id) {
      return { customerId: created.id, validAfter }
    }
    throw error
  }
}

/** Create a customer with an account and no password. */
export async function registerCustomer(
  container: MedusaContainer,
  person: { email: string; first_name?: string; last_name?: string },
): Promise<CustomerDTO> {
  const { result } = await createCustomersWorkflow(container).run({
    input: { customersData: [{ ...person, has_account: true }] },
  })
  const [customer] = result
  if (!customer) {
    throw new Error("Medusa created no customer")
  }
  // Medusa refuses to delete a customer whose account has no auth identity.
  await container.resolve(Modules.AUTH).createAuthIdentities({
    provider_identities: [{ provider: "sso", entity_id: customer.id }],
    app_metadata: { customer_id: customer.id },
  })
  return customer
}

/**
 * Return the customer with this email, and when the last previous one was deleted; 0 for never.
 *
 * A guest's checkout leaves a customer without an account under the same email, which does not count.
 */
async function findRegistered(
  container: MedusaContainer,
  email: string,
): Promise<{ id?: string; validAfter: number }> {
  // PostgreSQL puts the one that is not deleted first, then the one that was deleted last.
  const customers = (await container
    .resolve(Modules.CUSTOMER)
    .listCustomers(
      { email, has_account: true },
      { select: ["id", "deleted_at"], withDeleted: true, order: { deleted_at: "DESC" }, take: 2 },
    )) as (Pick<CustomerDTO, "id"> & { deleted_at?: Date | string | null })[]
  const deletions = customers.flatMap(({ deleted_at }) => (deleted_at ? new Date(deleted_at).getTime() : []))
  return { id: customers.find(({ deleted_at }) => !deleted_at)?.id, validAfter: Math.max(0, ...deletions) }
}
