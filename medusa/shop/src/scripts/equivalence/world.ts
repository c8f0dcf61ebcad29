import type { CustomerDTO, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules, PromotionStatus } from "@medusajs/framework/utils"
import { createPriceListsWorkflow } from "@medusajs/medusa/core-flows"

import { required } from "../seed/required"
import { NAME } from "./name"
import { removeWorld } from "./remove-world"
import { createShipping, createTaxes } from "./world-delivery"
import { createProducts } from "./world-products"
import { createPromotions } from "./world-promotions"

/** The part of the shop that the carts use: nothing else sells, ships, taxes or discounts in it. */
export type World = {
  channelId: string
  regions: Record<RegionName, { id: string; currency: string; countries: string[] }>
  /** The variants, by what is special about each. */
  variants: Record<string, string>
  options: Record<string, string>
  customers: { member: string; account: string }
  codes: string[]
  /** The ids of its automatic promotions. */
  automatic: string[]
}
export type RegionName = keyof typeof REGIONS

const REGIONS = {
  exclusive: { currency: "eur", countries: ["gr", "pt"], automatic_taxes: true },
  inclusive: { currency: "sek", countries: ["se"], automatic_taxes: true },
  untaxed: { currency: "eur", countries: ["no"], automatic_taxes: false },
}

/** Create it; what an interrupted run left behind is removed first. */
export async function createWorld(container: MedusaContainer): Promise<World> {
  await removeWorld(container)
  const link = container.resolve(ContainerRegistrationKeys.LINK)
  const channel = await container.resolve(Modules.SALES_CHANNEL).createSalesChannels({ name: NAME })
  const locations = await container
    .resolve(Modules.STOCK_LOCATION)
    .createStockLocations(["one", "two", "unlinked"].map((name) => ({ name: `${NAME} ${name}` })))
  const locationIds = locations.map((one) => one.id)
  await link.create(
    locationIds.slice(0, 2).map((stock_location_id) => ({
      [Modules.SALES_CHANNEL]: { sales_channel_id: channel.id },
      [Modules.STOCK_LOCATION]: { stock_location_id },
    })),
  )
  const regions = await createRegions(container)
  const typeId = await createTypes(container)
  const { profiles, options } = await createShipping(container, required(locationIds[0], "location"), regions)
  const variants = await createProducts(container, { channelId: channel.id, profiles, typeId, locationIds })
  await createTaxes(container, typeId)
  const customers = await createCustomers(container, variants)
  const promotions = await createPromotions(container, regions.exclusive.id, regions.inclusive.id, variants)
  return { channelId: channel.id, regions, variants, options, customers, ...promotions }
}

async function createRegions(container: MedusaContainer): Promise<World["regions"]> {
  const names = Object.keys(REGIONS) as RegionName[]
  const made = await container.resolve(Modules.REGION).createRegions(
    names.map((name) => ({
      name: `${NAME} ${name}`,
      currency_code: REGIONS[name].currency,
      countries: REGIONS[name].countries,
      automatic_taxes: REGIONS[name].automatic_taxes,
    })),
  )
  const entries = names.map((name, index) => {
    const { currency, countries } = REGIONS[name]
    return [name, { id: required(made[index], name).id, currency, countries }] as const
  })
  const regions = Object.fromEntries(entries) as World["regions"]
  await container.resolve(ContainerRegistrationKeys.LINK).create(
    names.map((name) => ({
      [Modules.REGION]: { region_id: regions[name].id },
      [Modules.PAYMENT]: { payment_provider_id: "pp_system_default" },
    })),
  )
  await container
    .resolve(Modules.PRICING)
    .createPricePreferences([{ attribute: "region_id", value: regions.inclusive.id, is_tax_inclusive: true }])
  return regions
}

async function createTypes(container: MedusaContainer): Promise<string> {
  const [type] = await container.resolve(Modules.PRODUCT).createProductTypes([{ value: `${NAME} books` }])
  return required(type, "product type").id
}

async function createCustomers(
  container: MedusaContainer,
  variants: World["variants"],
): Promise<World["customers"]> {
  const service = container.resolve(Modules.CUSTOMER)
  const [member, account] = await service.createCustomers([
    { email: "equivalence-member@lab.local", has_account: true, metadata: { since: 2020 } },
    { email: "equivalence-account@lab.local", has_account: true },
    { email: "equivalence-guest@lab.local" },
    { email: "equivalence-buyer@lab.local" },
  ])
  const [group] = await service.createCustomerGroups([{ name: `${NAME} members` }])
  const ids = { member: required(member, "member").id, account: required(account, "account").id }
  await service.addCustomerToGroup({
    customer_id: ids.member,
    customer_group_id: required(group, "group").id,
  })
  await createAccountHolders(container, [member, account])
  const price = (amount: number, currency_code: string) => ({
    amount,
    currency_code,
    variant_id: required(variants.listed, "listed"),
  })
  await createPriceListsWorkflow(container).run({
    input: {
      price_lists_data: [
        {
          title: `${NAME} members`,
          description: "Members",
          status: "active",
          rules: { "customer.groups.id": [required(group, "group").id] },
          prices: [price(31.2, "eur"), price(333, "sek")],
        },
        {
          title: `${NAME} autumn`,
          description: "Everyone",
          status: "active",
          rules: {},
          prices: [price(36, "eur")],
        },
      ],
    },
  })
  return ids
}

/** Medusa creates them with a customer's first payment: the carts that are compared must both find them. */
async function createAccountHolders(
  container: MedusaContainer,
  customers: (CustomerDTO | undefined)[],
): Promise<void> {
  const payments = container.resolve(Modules.PAYMENT)
  for (const customer of customers) {
    const { id, email } = required(customer, "customer")
    const context = { customer: { id, email } }
    const holder = await payments.createAccountHolder({ provider_id: "pp_system_default", context })
    await container.resolve(ContainerRegistrationKeys.LINK).create({
      [Modules.CUSTOMER]: { customer_id: id },
      [Modules.PAYMENT]: { account_holder_id: holder.id },
    })
  }
}

/** Switch the automatic promotions on or off: without them a cart without a code has no discount. */
export async function switchAutomatic(
  container: MedusaContainer,
  world: World,
  isOn: boolean,
): Promise<void> {
  const status = isOn ? PromotionStatus.ACTIVE : PromotionStatus.INACTIVE
  await container.resolve(Modules.PROMOTION).updatePromotions(world.automatic.map((id) => ({ id, status })))
}

/** Delete a guest that a checkout created, so that the next one creates it again. */
export async function forgetCustomer(container: MedusaContainer, email: string): Promise<void> {
  const customers = container.resolve(Modules.CUSTOMER)
  const created = await customers.listCustomers({ email }, { select: ["id"] })
  await customers.softDeleteCustomers(created.map(({ id }) => id))
}
