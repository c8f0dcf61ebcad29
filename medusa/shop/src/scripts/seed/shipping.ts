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
type Options = { flat: string; calculated: string; return: string }
export type Shipping = { stockLocationId: string; options: Record<Currency, Options> }

/** A warehouse, and per region shipping options: with a flat price, with a calculated one, for returns. */
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
  const wanted = {
    flat: flatOption(store, zone),
    calculated: calculatedOption(store, zone),
    return: returnOption(store, zone),
  }
  const known = await container
    .resolve(Modules.FULFILLMENT)
    .listShippingOptions({ service_zone: { id: zone.id } }, { select: ["id", "name"] })
  const input = Object.values(wanted).filter(({ name }) => !known.some((option) => option.name === name))
  const { result } =
    input.length > 0 ? await createShippingOptionsWorkflow(container).run({ input }) : { result: [] }
  const idOf = ({ name }: { name: string }) =>
    required(
      [...known, ...result].find((option) => option.name === name),
      `shipping option ${name}`,
    ).id
  return { flat: idOf(wanted.flat), calculated: idOf(wanted.calculated), return: idOf(wanted.return) }
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

function returnOption(store: Store, zone: Zone): FulfillmentWorkflow.CreateShippingOptionsWorkflowInput {
  return {
    ...commonOption(store, zone, "true"),
    name: "Return parcel",
    provider_id: PROVIDERS.flat,
    price_type: "flat",
    prices: [{ currency_code: zone.currency.toLowerCase(), amount: 0 }],
    type: { label: "Return", description: "Drop it at any parcel shop", code: "return" },
  }
}

function commonOption(store: Store, zone: Zone, isReturn = "false") {
  return {
    service_zone_id: zone.id,
    shipping_profile_id: store.shippingProfileId,
    rules: [
      { attribute: "enabled_in_store", value: "true", operator: "eq" as const },
      { attribute: "is_return", value: isReturn, operator: "eq" as const },
    ],
  }
}
