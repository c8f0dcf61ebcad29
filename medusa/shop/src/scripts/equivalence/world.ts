import type { CreateTaxRateDTO, CustomerDTO, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules, PromotionStatus } from "@medusajs/framework/utils"
import {
  createPriceListsWorkflow,
  createProductsWorkflow,
  createPromotionsWorkflow,
  createShippingOptionsWorkflow,
} from "@medusajs/medusa/core-flows"

import { required } from "../seed/required"

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

export const NAME = "Equivalence"

const REGIONS = {
  exclusive: { currency: "eur", countries: ["gr", "pt"], automatic_taxes: true },
  inclusive: { currency: "sek", countries: ["se"], automatic_taxes: true },
  untaxed: { currency: "eur", countries: ["no"], automatic_taxes: false },
}
const STOCK = 100_000

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

type Parts = { channelId: string; profiles: string[]; typeId: string; locationIds: string[] }

async function createProducts(container: MedusaContainer, parts: Parts): Promise<World["variants"]> {
  const inventory = container.resolve(Modules.INVENTORY)
  const [left, right] = await inventory.createInventoryItems([
    { sku: `${NAME}-KIT-A`, requires_shipping: true },
    { sku: `${NAME}-KIT-B`, requires_shipping: true },
  ])
  const prices = (amount: number, more: object[] = []) => [
    { amount, currency_code: "eur" },
    { amount: amount * 11, currency_code: "sek" },
    ...more,
  ]
  const [profile, bulky] = parts.profiles
  const tiers = [{ amount: 6.4, currency_code: "eur", min_quantity: 5 }]
  const kit = [left, right].map((item, index) => ({
    inventory_item_id: required(item, "kit").id,
    required_quantity: index + 1,
  }))
  // Name, prices, what the product and its variant have beside.
  const rows: [string, object[], object, object][] = [
    ["plain", prices(19.99), {}, {}],
    ["odd price", prices(269.3577), {}, {}],
    ["reduced tax", prices(12.5), { type_id: parts.typeId }, {}],
    ["two taxes", prices(33.33), {}, {}],
    ["bulky", prices(120), { shipping_profile_id: bulky }, {}],
    ["digital", prices(5.55), { shipping_profile_id: undefined }, { manage_inventory: false }],
    ["backorder", prices(8.01), {}, { allow_backorder: true }],
    ["two locations", prices(7.77), {}, {}],
    ["not discountable", prices(49), { discountable: false }, {}],
    ["kit", prices(75.25), {}, { inventory_items: kit }],
    ["tiers", prices(9.9, tiers), {}, {}],
    ["free", prices(0), {}, {}],
    ["listed", prices(40), {}, {}],
    ["scarce", prices(15), {}, {}],
    ["gift card", prices(50), { is_giftcard: true }, { manage_inventory: false }],
    ["no price in crowns", [{ amount: 3, currency_code: "eur" }], {}, {}],
  ]
  const { result } = await createProductsWorkflow(container).run({
    input: {
      products: rows.map(([name, rowPrices, product, variant]) => ({
        title: `${NAME} ${name}`,
        status: "published" as const,
        shipping_profile_id: profile,
        sales_channels: [{ id: parts.channelId }],
        options: [{ title: "Kind", values: ["one"] }],
        weight: 300,
        ...product,
        variants: [
          {
            title: name,
            sku: `${NAME}-${name.toUpperCase().replaceAll(" ", "-")}`,
            manage_inventory: true,
            options: { Kind: "one" },
            prices: rowPrices,
            ...variant,
          },
        ],
      })),
    } as Parameters<ReturnType<typeof createProductsWorkflow>["run"]>[0] extends { input?: infer Input }
      ? Input
      : never,
  })
  const variants = Object.fromEntries(
    rows.map(([name], index) => [name, required(result[index]?.variants[0], name).id]),
  )
  await createStock(container, variants, parts.locationIds)
  return variants
}

async function createStock(
  container: MedusaContainer,
  variants: World["variants"],
  [one = "", two = "", unlinked = ""]: string[],
): Promise<void> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "variant",
    fields: ["id", "inventory_items.inventory_item_id"],
    filters: { id: Object.values(variants) },
  })
  const levels = data.flatMap((variant) =>
    (variant.inventory_items ?? []).flatMap((item: { inventory_item_id: string } | null) => {
      const inventory_item_id = item?.inventory_item_id ?? ""
      const level = (location_id: string, stocked_quantity: number) => ({
        inventory_item_id,
        location_id,
        stocked_quantity,
      })
      switch (variant.id) {
        case variants["two locations"]:
          return [level(one, 4), level(two, STOCK)]
        case variants.scarce:
          return [level(one, 3), level(unlinked, STOCK)]
        case variants.backorder:
          return [level(one, 0)]
        default:
          return [level(one, STOCK)]
      }
    }),
  )
  await container.resolve(Modules.INVENTORY).createInventoryLevels(levels)
}

async function createTaxes(container: MedusaContainer, typeId: string): Promise<void> {
  const taxes = container.resolve(Modules.TAX)
  const region = (country_code: string, rate: number) => ({
    country_code,
    provider_id: "tp_system",
    default_tax_rate: { name: `${NAME} ${country_code}`, code: `${country_code}-default`, rate },
  })
  const [greece, portugal] = await taxes.createTaxRegions([
    region("gr", 24),
    region("pt", 23),
    region("se", 25),
  ])
  const [madeira] = await taxes.createTaxRegions([
    {
      country_code: "pt",
      province_code: "pt-30",
      parent_id: required(portugal, "Portugal").id,
      default_tax_rate: { name: `${NAME} Madeira`, code: "madeira", rate: 22 },
    },
  ])
  const reduced = [{ reference: "product_type", reference_id: typeId }]
  await taxes.createTaxRates([
    { tax_region_id: required(greece, "Greece").id, name: "Books", code: "books", rate: 6, rules: reduced },
    {
      tax_region_id: required(madeira, "Madeira").id,
      name: "Island",
      code: "island",
      rate: 1.5,
      is_combinable: true,
      rules: reduced,
    } as CreateTaxRateDTO,
  ])
}

async function createShipping(
  container: MedusaContainer,
  locationId: string,
  regions: World["regions"],
): Promise<{ profiles: string[]; options: World["options"] }> {
  const fulfillment = container.resolve(Modules.FULFILLMENT)
  const link = container.resolve(ContainerRegistrationKeys.LINK)
  const profiles = await fulfillment.createShippingProfiles([
    { name: `${NAME} parcels`, type: "default" },
    { name: `${NAME} bulky`, type: "bulky" },
  ])
  const set = await fulfillment.createFulfillmentSets({
    name: NAME,
    type: "shipping",
    service_zones: [
      {
        name: NAME,
        geo_zones: Object.values(regions).flatMap(({ countries }) =>
          countries.map((country_code) => ({ type: "country" as const, country_code })),
        ),
      },
    ],
  })
  await link.create([
    {
      [Modules.STOCK_LOCATION]: { stock_location_id: locationId },
      [Modules.FULFILLMENT]: { fulfillment_set_id: set.id },
    },
    ...["manual_manual", "weight-shipping_weight"].map((fulfillment_provider_id) => ({
      [Modules.STOCK_LOCATION]: { stock_location_id: locationId },
      [Modules.FULFILLMENT]: { fulfillment_provider_id },
    })),
  ])
  const zoneId = required(set.service_zones[0], "service zone").id
  const common = (name: string, index: number) => ({
    name,
    service_zone_id: zoneId,
    shipping_profile_id: required(profiles[index], "shipping profile").id,
    type: { label: name, description: name, code: name },
    rules: [
      { attribute: "enabled_in_store", value: "true", operator: "eq" as const },
      { attribute: "is_return", value: "false", operator: "eq" as const },
    ],
  })
  const flat = (name: string, index: number, prices: object[]) => ({
    ...common(name, index),
    provider_id: "manual_manual",
    price_type: "flat" as const,
    prices,
  })
  const free = { attribute: "item_total", operator: "gte" as const, value: 100 }
  const names = ["flat", "free from 100", "by weight", "bulky"]
  const { result } = await createShippingOptionsWorkflow(container).run({
    input: [
      flat("flat", 0, [
        { currency_code: "eur", amount: 4.9 },
        { region_id: regions.inclusive.id, amount: 59 },
      ]),
      flat("free from 100", 0, [
        { currency_code: "eur", amount: 7.35 },
        { currency_code: "eur", amount: 0, rules: [free] },
        { currency_code: "sek", amount: 79 },
      ]),
      {
        ...common("by weight", 0),
        provider_id: "weight-shipping_weight",
        price_type: "calculated" as const,
        data: { id: "by-weight" },
      },
      flat("bulky", 1, [
        { currency_code: "eur", amount: 39 },
        { currency_code: "sek", amount: 399 },
      ]),
    ] as Parameters<ReturnType<typeof createShippingOptionsWorkflow>["run"]>[0] extends {
      input?: infer Input
    }
      ? Input
      : never,
  })
  const options = Object.fromEntries(names.map((name, index) => [name, required(result[index], name).id]))
  return { profiles: profiles.map((profile) => profile.id), options }
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

async function createPromotions(
  container: MedusaContainer,
  exclusiveId: string,
  inclusiveId: string,
  variants: World["variants"],
): Promise<Pick<World, "codes" | "automatic">> {
  const method = (type: string, target_type: string, value: number, more: object = {}) => ({
    type,
    target_type,
    value,
    allocation: target_type === "order" ? undefined : "across",
    currency_code: type === "fixed" ? "eur" : undefined,
    ...more,
  })
  const code = (name: string) => `EQ-${name}`
  const promotion = (name: string, application_method: object, more: object = {}) => ({
    code: code(name),
    type: "standard",
    status: "active",
    application_method,
    ...more,
  })
  const campaign = (name: string, budget: object) => ({
    campaign: { name: `${NAME} ${name}`, campaign_identifier: `${NAME}-${name}`, budget },
  })
  const variant = (name: string) => ({
    attribute: "items.variant_id",
    operator: "eq",
    values: [required(variants[name], name)],
  })
  const region = (id: string) => [{ attribute: "region.id", operator: "eq", values: [id] }]
  const dear = { attribute: "item_total", operator: "gte", values: ["90"] }
  const data = [
    promotion("PERCENT", method("percentage", "items", 10)),
    promotion("FIXED", method("fixed", "items", 5)),
    promotion("EACH", method("percentage", "items", 15, { allocation: "each", max_quantity: 2 })),
    promotion("ORDER", method("fixed", "order", 7)),
    promotion("ALL", method("percentage", "items", 100)),
    promotion("DELIVERY", method("percentage", "shipping_methods", 50)),
    promotion("INCLUSIVE", method("fixed", "items", 4), { is_tax_inclusive: true }),
    promotion("LIMITED", method("percentage", "items", 12), { limit: 100 }),
    promotion("SPENT", method("percentage", "items", 13), { limit: 0 }),
    promotion(
      "BUDGET",
      method("fixed", "items", 6),
      campaign("spend", { type: "spend", limit: 100_000, currency_code: "eur" }),
    ),
    promotion("USES", method("percentage", "items", 9), campaign("usage", { type: "usage", limit: 10_000 })),
    promotion("THRICE", method("percentage", "items", 20), {
      type: "buyget",
      application_method: {
        type: "percentage",
        target_type: "items",
        allocation: "each",
        value: 100,
        max_quantity: 1,
        apply_to_quantity: 1,
        buy_rules_min_quantity: 2,
        buy_rules: [variant("plain")],
        target_rules: [variant("two taxes")],
      },
    }),
    // Only carts of these regions get it.
    promotion("AUTOMATIC", method("percentage", "items", 3), {
      is_automatic: true,
      rules: [...region(inclusiveId), { attribute: "item_total", operator: "gte", values: ["1000"] }],
    }),
    promotion("AUTOMATIC-DELIVERY", method("percentage", "shipping_methods", 100), {
      is_automatic: true,
      rules: [...region(exclusiveId), dear],
    }),
  ]
  const { result } = await createPromotionsWorkflow(container).run({
    input: { promotionsData: data } as unknown as Parameters<
      ReturnType<typeof createPromotionsWorkflow>["run"]
    >[0] extends { input?: infer Input }
      ? Input
      : never,
  })
  return {
    codes: data.filter((one) => !("is_automatic" in one)).map((one) => one.code),
    automatic: result.filter((one) => one.is_automatic).map(({ id }) => id),
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

/** Delete it, and all carts and orders made in it. */
export async function removeWorld(container: MedusaContainer): Promise<void> {
  const db = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  const like = `${NAME}%`
  const run = (sql: string, ...values: string[]) => db.raw(sql, values.length > 0 ? values : [like])
  const now = "set deleted_at = now() where deleted_at is null and"
  await run(
    "update region_country set region_id = null where region_id in (select id from region where name like ?)",
  )
  await run(`update region ${now} name like ?`)
  await run(
    "update tax_rate_rule set deleted_at = now() where tax_rate_id in (select r.id from tax_rate r join tax_region t on t.id = r.tax_region_id where t.country_code in ('gr', 'pt', 'se') and ?::text <> '')",
  )
  await run(
    `update tax_rate ${now} tax_region_id in (select id from tax_region where country_code in ('gr', 'pt', 'se') and ?::text <> '')`,
  )
  await run(`update tax_region ${now} country_code in ('gr', 'pt', 'se') and ?::text <> ''`)
  await run(
    `update price_preference ${now} attribute = 'region_id' and value in (select id from region where name like ?)`,
  )
  await run(
    "update inventory_level set deleted_at = now() where location_id in (select id from stock_location where name like ?)",
  )
  await run(`update inventory_item ${now} sku like ?`)
  await run(`update product_variant ${now} sku like ?`)
  await run(`update product ${now} title like ?`)
  await run(`update product_type ${now} value like ?`)
  await run(`update price_list ${now} title like ?`)
  await run(
    `update promotion_campaign_budget ${now} campaign_id in (select id from promotion_campaign where name like ?)`,
  )
  await run(`update promotion_campaign ${now} name like ?`)
  await run(`update promotion ${now} code like ?`, "EQ-%")
  await run(
    `update shipping_option ${now} service_zone_id in (select id from service_zone where name like ?)`,
  )
  await run(`update service_zone ${now} name like ?`)
  await run(`update fulfillment_set ${now} name like ?`)
  await run(`update shipping_profile ${now} name like ?`)
  await run(`update stock_location ${now} name like ?`)
  await run(`update customer_group ${now} name like ?`)
  await run(`update "order" ${now} sales_channel_id in (select id from sales_channel where name like ?)`)
  await run(`update cart ${now} sales_channel_id in (select id from sales_channel where name like ?)`)
  await run(`update sales_channel ${now} name like ?`)
  await run(`update customer ${now} email like ?`, "equivalence-%@lab.local")
}
