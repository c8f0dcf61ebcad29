import type { CustomerAddressDTO, CustomerDTO, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { createCustomerAddressesWorkflow } from "@medusajs/medusa/core-flows"
import { registerCustomer } from "medusa-plugin-storefront-bundle/sso/customers"

import { required } from "./required"

const POLAND = {
  address_name: "Home",
  first_name: "Anna",
  last_name: "Nowak",
  address_1: "Marszalkowska",
  address_2: "12",
  city: "Warszawa",
  province: "Mazowieckie",
  postal_code: "00-590",
  country_code: "pl",
  phone: "+48 600 100 200",
}
const GERMANY = {
  address_name: "Workshop",
  first_name: "Anna",
  last_name: "Nowak",
  company: "Nowak Bau",
  address_1: "Torstrasse",
  address_2: "5a",
  city: "Berlin",
  postal_code: "10119",
  country_code: "de",
  metadata: { taxId: "DE123456789", apartment: "2" },
}
const CUSTOMERS = {
  anna: {
    email: "anna@lab.local",
    first_name: "Anna",
    last_name: "Nowak",
    addresses: [{ ...POLAND, is_default_shipping: true, is_default_billing: true }, GERMANY],
  },
  ben: {
    email: "ben@lab.local",
    first_name: "Ben",
    last_name: "Weber",
    addresses: [
      {
        ...GERMANY,
        address_name: "Home",
        first_name: "Ben",
        last_name: "Weber",
        company: undefined,
        metadata: undefined,
        is_default_shipping: true,
        is_default_billing: true,
      },
      {
        address_name: "Office",
        first_name: "Ben",
        last_name: "Weber",
        address_1: "Main Street",
        address_2: "100",
        city: "Austin",
        province: "TX",
        postal_code: "73301",
        country_code: "us",
      },
    ],
  },
}

export type Customer = Pick<CustomerDTO, "id" | "email" | "first_name" | "last_name"> & {
  addresses: CustomerAddressDTO[]
}

/** Two registered customers, each with a default address and another one. */
export async function seedCustomers(container: MedusaContainer): Promise<[Customer, Customer]> {
  return [await seedCustomer(container, CUSTOMERS.anna), await seedCustomer(container, CUSTOMERS.ben)]
}

async function seedCustomer(
  container: MedusaContainer,
  seed: (typeof CUSTOMERS)[keyof typeof CUSTOMERS],
): Promise<Customer> {
  const service = container.resolve(Modules.CUSTOMER)
  const { addresses: wanted, ...person } = seed
  let [customer] = await service.listCustomers({ email: seed.email, has_account: true })
  if (!customer) {
    customer = await registerCustomer(container, person)
  }
  const filters = { customer_id: customer.id }
  const known = await service.listCustomerAddresses(filters)
  const missing = wanted.filter(({ address_name }) => !known.some((one) => one.address_name === address_name))
  if (missing.length > 0) {
    const addresses = missing.map((address) => ({ ...address, customer_id: customer.id }))
    await createCustomerAddressesWorkflow(container).run({ input: { addresses } })
  }
  const all = await service.listCustomerAddresses(filters)
  return {
    ...customer,
    addresses: wanted.map(({ address_name: name }) =>
      required(
        all.find((address) => address.address_name === name),
        `address ${name}`,
      ),
    ),
  }
}
