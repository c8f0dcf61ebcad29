import type { MedusaContainer } from "@medusajs/framework/types"
import { MedusaError, Modules } from "@medusajs/framework/utils"

const REQUIRED = ["address_1", "city", "postal_code", "country_code"] as const
const OPTIONAL = ["first_name", "last_name", "company", "address_2", "province", "phone", "metadata"] as const

type Named = (typeof REQUIRED)[number]
export type Address = Record<Named, string> & {
  [name in Exclude<(typeof OPTIONAL)[number], "metadata">]?: string
} & { metadata?: Record<string, unknown> }

/** Return the billing address: the given one, or the customer's default; an error names what it lacks. */
export async function billingAddress(
  container: MedusaContainer,
  customerId: string,
  given: Address | undefined,
): Promise<Address> {
  if (given) {
    return given
  }
  const [saved] = await container
    .resolve(Modules.CUSTOMER)
    .listCustomerAddresses({ customer_id: customerId, is_default_billing: true }, { take: 1 })
  if (!saved) {
    throw new MedusaError(
      MedusaError.Types.INVALID_DATA,
      "address is required: the customer has no default billing address",
    )
  }
  const missing = REQUIRED.filter((name) => !saved[name])
  if (missing.length > 0) {
    throw new MedusaError(
      MedusaError.Types.INVALID_DATA,
      `address is required: the customer's default billing address lacks ${missing.join(", ")}`,
    )
  }
  const names = [...REQUIRED, ...OPTIONAL].filter((name) => saved[name])
  return Object.fromEntries(names.map((name) => [name, saved[name]])) as Address
}
