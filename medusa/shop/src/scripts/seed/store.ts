import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import {
  createRegionsWorkflow,
  createSalesChannelsWorkflow,
  createShippingProfilesWorkflow,
  createTaxRegionsWorkflow,
  updateRegionsWorkflow,
  updateStoresWorkflow,
} from "@medusajs/medusa/core-flows"

import { required } from "./required"

const SALES_CHANNEL = "Default Sales Channel"

const REGIONS = {
  EUR: { name: "Europe", currency_code: "eur", countries: ["pl", "de"] },
  USD: { name: "United States", currency_code: "usd", countries: ["us"] },
}

const PAYMENT_PROVIDERS = ["pp_system_default", "pp_stripe_stripe", "pp_hosted_hosted"]

const TAXES = [
  { country_code: "pl", rate: 23, name: "VAT Poland", code: "vat-pl" },
  { country_code: "de", rate: 19, name: "VAT Germany", code: "vat-de" },
  { country_code: "us", rate: 8, name: "Sales tax", code: "sales-tax-us" },
]

export type Region = { id: string; countries: string[] }
export type Store = {
  salesChannelId: string
  shippingProfileId: string
  regions: { EUR: Region; USD: Region }
}

/** The shop itself: currencies, sales channel, regions and taxes. */
export async function seedStore(container: MedusaContainer): Promise<Store> {
  const salesChannelId = await seedSalesChannel(container)
  const stores = await container.resolve(Modules.STORE).listStores()
  await updateStoresWorkflow(container).run({
    input: {
      selector: { id: stores.map((store) => store.id) },
      update: {
        name: "Tool shop",
        default_sales_channel_id: salesChannelId,
        supported_currencies: [{ currency_code: "eur", is_default: true }, { currency_code: "usd" }],
      },
    },
  })
  await seedTaxes(container)
  return {
    salesChannelId,
    shippingProfileId: await seedShippingProfile(container),
    regions: { EUR: await seedRegion(container, REGIONS.EUR), USD: await seedRegion(container, REGIONS.USD) },
  }
}

async function seedSalesChannel(container: MedusaContainer): Promise<string> {
  const [known] = await container.resolve(Modules.SALES_CHANNEL).listSalesChannels({ name: SALES_CHANNEL })
  if (known) {
    return known.id
  }
  const input = { salesChannelsData: [{ name: SALES_CHANNEL }] }
  const { result } = await createSalesChannelsWorkflow(container).run({ input })
  return required(result[0], `sales channel ${SALES_CHANNEL}`).id
}

async function seedShippingProfile(container: MedusaContainer): Promise<string> {
  const [known] = await container.resolve(Modules.FULFILLMENT).listShippingProfiles({ type: "default" })
  if (known) {
    return known.id
  }
  const input = { data: [{ name: "Default Shipping Profile", type: "default" }] }
  const { result } = await createShippingProfilesWorkflow(container).run({ input })
  return required(result[0], "shipping profile").id
}

async function seedRegion(
  container: MedusaContainer,
  region: (typeof REGIONS)[keyof typeof REGIONS],
): Promise<Region> {
  // Those of them that medusa-config.ts sets up.
  const usable = { id: PAYMENT_PROVIDERS, is_enabled: true }
  const providers = await container.resolve(Modules.PAYMENT).listPaymentProviders(usable)
  const payment_providers = providers.map((provider) => provider.id)
  const [known] = await container.resolve(Modules.REGION).listRegions({ name: region.name })
  if (known) {
    const input = { selector: { id: known.id }, update: { payment_providers } }
    await updateRegionsWorkflow(container).run({ input })
    return { id: known.id, countries: region.countries }
  }
  const { result } = await createRegionsWorkflow(container).run({
    input: { regions: [{ ...region, automatic_taxes: true, payment_providers }] },
  })
  return { id: required(result[0], `region ${region.name}`).id, countries: region.countries }
}

async function seedTaxes(container: MedusaContainer): Promise<void> {
  const known = await container.resolve(Modules.TAX).listTaxRegions()
  const missing = TAXES.filter((tax) => !known.some((region) => region.country_code === tax.country_code))
  if (missing.length > 0) {
    await createTaxRegionsWorkflow(container).run({
      input: missing.map(({ country_code, ...rate }) => ({
        country_code,
        provider_id: "tp_system",
        default_tax_rate: rate,
      })),
    })
  }
}
