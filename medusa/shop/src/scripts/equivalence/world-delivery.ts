import type { CreateTaxRateDTO, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { createShippingOptionsWorkflow } from "@medusajs/medusa/core-flows"

import { required } from "../seed/required"
import { NAME } from "./name"
import type { World } from "./world"

/** Create the taxes of the countries, a reduced one for products of a type. */
export async function createTaxes(container: MedusaContainer, typeId: string): Promise<void> {
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

/** Create shipping profiles, and options of each kind of price. */
export async function createShipping(
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
  const total = (operator: string, value: number) => ({ attribute: "item_total", operator, value })
  const names = ["flat", "free from 100", "by total", "light only", "by weight", "bulky"]
  const { result } = await createShippingOptionsWorkflow(container).run({
    input: [
      flat("flat", 0, [
        { currency_code: "eur", amount: 4.9 },
        { region_id: regions.inclusive.id, amount: 59 },
      ]),
      flat("free from 100", 0, [
        { currency_code: "eur", amount: 7.35 },
        { currency_code: "eur", amount: 0, rules: [total("gte", 100)] },
        { currency_code: "sek", amount: 79 },
      ]),
      flat("by total", 0, [
        { currency_code: "eur", amount: 9.9 },
        // One and four plain things in Greece, five untaxed ones, ten less 10 percent.
        { currency_code: "eur", amount: 8.8, rules: [total("gte", 24.7876), total("lt", 99.1504)] },
        { currency_code: "eur", amount: 7.7, rules: [total("gte", 99.1504), total("lt", 99.95)] },
        { currency_code: "eur", amount: 6.6, rules: [total("gte", 99.95), total("lt", 179.91)] },
        { currency_code: "eur", amount: 0, rules: [total("gt", 179.91)] },
        // Five with the tax in the price.
        { currency_code: "sek", amount: 99 },
        { currency_code: "sek", amount: 0, rules: [total("gte", 1099.45)] },
      ]),
      // No price above.
      flat("light only", 0, [
        { currency_code: "eur", amount: 3, rules: [total("lte", 99.1504)] },
        { currency_code: "sek", amount: 29, rules: [total("lt", 1099.45)] },
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
