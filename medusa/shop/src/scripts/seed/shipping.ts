import type { FulfillmentWorkflow, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import {
  createShippingOptionsWorkflow,
  createStockLocationsWorkflow,
  linkSalesChannelsToStockLocationWorkflow,
} from "@medusajs/medusa/core-flows"

import { required } from "./required"
import type { Store } from "./store"

const STOCK_LOCATION = "Main warehouse"
const FULFILLMENT_SET = "Delivery"
const PROVIDERS = { flat: "manual_manual", calculated: "weight-shipping_weight" }

type Currency = "EUR" | "USD"
type Zone = { id: string; currency: Currency }
type Options = { flat: string; calculated: string }
export type Shipping = { stockLocationId: string; options: Record<Currency, Options> }

/** A warehouse, and per region one shipping option with a flat price and one with a calculated price. */
export async function seedShipping(container: MedusaContainer, store: Store): Promise<Shipping> {
  const stockLocationId = await seedStockLocation(container, store.salesChannelId)
  const zones = await seedZones(container, stockLocationId, store)
  return {
    stockLocationId,
    options: {
      EUR: await seedOptions(container, store, zones.EUR),
      USD: await seedOptions(container, store, zones.USD),
    },
  }
}

async function seedStockLocation(container: MedusaContainer, salesChannelId: string): Promise<string> {
  const [known] = await container.resolve(Modules.STOCK_LOCATION).listStockLocations({ name: STOCK_LOCATION })
  if (known) {
    return known.id
  }
  const address = { address_1: "Hafenstrasse 1", city: "Hamburg", postal_code: "20359", country_code: "DE" }
  const { result } = await createStockLocationsWorkflow(container).run({
    input: { locations: [{ name: STOCK_LOCATION, address }] },
  })
  const { id } = required(result[0], `stock location ${STOCK_LOCATION}`)
  await linkSalesChannelsToStockLocationWorkflow(container).run({ input: { id, add: [salesChannelId] } })
  const link = container.resolve(ContainerRegistrationKeys.LINK)
  await link.create(
    Object.values(PROVIDERS).map((providerId) => ({
      [Modules.STOCK_LOCATION]: { stock_location_id: id },
      [Modules.FULFILLMENT]: { fulfillment_provider_id: providerId },
    })),
  )
  return id
}

async function seedZones(
  container: MedusaContainer,
  stockLocationId: string,
  store: Store,
): Promise<Record<Currency, Zone>> {
  const fulfillment = container.resolve(Modules.FULFILLMENT)
  const filters = { name: FULFILLMENT_SET }
  let [set] = await fulfillment.listFulfillmentSets(filters, { relations: ["service_zones"] })
  if (!set) {
    set = await fulfillment.createFulfillmentSets({
      name: FULFILLMENT_SET,
      type: "shipping",
      service_zones: (["EUR", "USD"] as const).map((currency) => ({
        name: currency,
        geo_zones: store.regions[currency].countries.map((country_code) => ({
          type: "country" as const,
          country_code,
        })),
      })),
    })
    await container.resolve(ContainerRegistrationKeys.LINK).create({
      [Modules.STOCK_LOCATION]: { stock_location_id: stockLocationId },
      [Modules.FULFILLMENT]: { fulfillment_set_id: set.id },
    })
  }
  const zone = (currency: Currency): Zone => {
    const found = set.service_zones.find(({ name }) => name === currency)
    return { id: required(found, `service zone ${currency}`).id, currency }
  }
  return { EUR: zone("EUR"), USD: zone("USD") }
}

async function seedOptions(container: MedusaContainer, store: Store, zone: Zone): Promise<Options> {
  const known = await container
    .resolve(Modules.FULFILLMENT)
    .listShippingOptions({ service_zone: { id: zone.id } }, { select: ["id", "price_type"] })
  const flat = known.find((option) => option.price_type === "flat")
  const calculated = known.find((option) => option.price_type === "calculated")
  if (flat && calculated) {
    return { flat: flat.id, calculated: calculated.id }
  }
  const { result } = await createShippingOptionsWorkflow(container).run({
    input: [flatOption(store, zone), calculatedOption(store, zone)],
  })
  const [flatId, calculatedId] = result.map((option) => option.id)
  return {
    flat: required(flatId, "shipping option with a flat price"),
    calculated: required(calculatedId, "shipping option with a calculated price"),
  }
}

function flatOption(store: Store, zone: Zone): FulfillmentWorkflow.CreateShippingOptionsWorkflowInput {
  return {
    ...commonOption(store, zone),
    name: "Standard delivery",
    provider_id: PROVIDERS.flat,
    price_type: "flat",
    prices: [{ currency_code: zone.currency.toLowerCase(), amount: zone.currency === "EUR" ? 4.9 : 6.5 }],
    type: { label: "Standard", description: "Three to five working days", code: "standard" },
  }
}

function calculatedOption(store: Store, zone: Zone): FulfillmentWorkflow.CreateShippingOptionsWorkflowInput {
  return {
    ...commonOption(store, zone),
    name: "Express delivery",
    provider_id: PROVIDERS.calculated,
    price_type: "calculated",
    data: { id: "by-weight" },
    type: { label: "Express", description: "Tomorrow, priced by weight", code: "express" },
  }
}

function commonOption(store: Store, zone: Zone) {
  return {
    service_zone_id: zone.id,
    shipping_profile_id: store.shippingProfileId,
    rules: [
      { attribute: "enabled_in_store", value: "true", operator: "eq" as const },
      { attribute: "is_return", value: "false", operator: "eq" as const },
    ],
  }
}
