import { createCustomersWorkflow } from "@medusajs/medusa/core-flows"
import type { CustomerDTO, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"

import type { Identity } from "./token"

const MAX_AGE_MS = 60_000
const MAX_ENTRIES = 10_000

type Entry = { customerId: Promise<string>; since: number }

// Email → customer. It saves a query on each Store request, and requests that come at once share one
// look-up, so that a new customer's first requests make one customer.
const entries = new Map<string, Entry>()

/** The id of the registered customer with this identity's email; makes the customer when there is none. */
export function resolveCustomerId(container: MedusaContainer, identity: Identity): Promise<string> {
  const known = entries.get(identity.email)
  if (known && Date.now() - known.since < MAX_AGE_MS) {
    return known.customerId
  }
  const customerId = findOrCreate(container, identity)
  const entry = { customerId, since: Date.now() }
  remember(identity.email, entry)
  customerId.catch(() => {
    if (entries.get(identity.email) === entry) {
      entries.delete(identity.email)
    }
  })
  return customerId
}

/** Called when a customer was changed or deleted: the next request looks for them again. */
export async function forgetCustomer(customerId: string): Promise<void> {
  for (const [email, entry] of [...entries]) {
    if ((await entry.customerId.catch(() => undefined)) === customerId) {
      entries.delete(email)
    }
  }
}

function remember(email: string, entry: Entry): void {
  entries.delete(email)
  entries.set(email, entry)
  if (entries.size > MAX_ENTRIES) {
    // A Map keeps the order of insertion: the first key is the oldest.
    entries.delete(entries.keys().next().value as string)
  }
}

async function findOrCreate(container: MedusaContainer, identity: Identity): Promise<string> {
  const found = await findRegistered(container, identity.email)
  if (found) {
    return found
  }
  try {
    const { email, firstName: first_name, lastName: last_name } = identity
    return (await registerCustomer(container, { email, first_name, last_name })).id
  } catch (error) {
    // Another server process may have been faster: email and has_account are unique together.
    const created = await findRegistered(container, identity.email)
    if (created) {
      return created
    }
    throw error
  }
}

/** Makes a customer with an account that no password opens. */
export async function registerCustomer(
  container: MedusaContainer,
  person: { email: string; first_name?: string; last_name?: string },
): Promise<CustomerDTO> {
  const { result } = await createCustomersWorkflow(container).run({
    input: { customersData: [{ ...person, has_account: true }] },
  })
  const [customer] = result
  // Medusa refuses to delete a customer whose account has no auth identity.
  await container.resolve(Modules.AUTH).createAuthIdentities({
    provider_identities: [{ provider: "sso", entity_id: customer.id }],
    app_metadata: { customer_id: customer.id },
  })
  return customer
}

/** A guest's checkout leaves a customer without an account under the same email: not the one we look for. */
async function findRegistered(container: MedusaContainer, email: string): Promise<string | undefined> {
  const customers = await container
    .resolve(Modules.CUSTOMER)
    .listCustomers({ email, has_account: true }, { select: ["id"], take: 1 })
  return customers[0]?.id
}
