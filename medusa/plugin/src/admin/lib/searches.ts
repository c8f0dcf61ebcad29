import type { Option, Search } from "../components/combobox"
import { listAssets, listServiceInstances } from "./api"
import { assetName, customerName, STATUS_NAMES, serviceName, variantName } from "./format"
import type { Customer, Variant } from "./records"
import { sdk } from "./sdk"

const LIMIT = 20

/** Customers by their email or name. */
export const CUSTOMERS: Search = {
  key: ["customers"],
  placeholder: "Search by email or name",
  load: async (text) => {
    const { customers } = await sdk.admin.customer.list({
      limit: LIMIT,
      fields: "id,email,first_name,last_name",
      ...(text ? { q: text } : {}),
    })
    return customers.map(customerOption)
  },
}

/** Variants by their title, SKU, barcode or product. */
export const VARIANTS: Search = {
  key: ["variants"],
  placeholder: "Search by product, variant or SKU",
  load: async (text) => {
    const { variants } = await sdk.admin.productVariant.list({
      limit: LIMIT,
      fields: "id,title,sku,product.id,product.title",
      ...(text ? { q: text } : {}),
    })
    return variants.map((variant) => variantOption(variant as Variant))
  },
}

/** A customer's assets that are not linked yet. */
export function assetsOf(customerId: string, linked: string[]): Search {
  return {
    key: ["assets", customerId, linked],
    placeholder: "Search",
    load: async (text) => {
      const limit = LIMIT + linked.length
      const { assets } = await listAssets({ customerId, limit, ...(text ? { q: text } : {}) })
      const free = assets.filter((asset) => !linked.includes(asset.id))
      return free.map((asset) => ({ value: asset.id, label: assetName(asset), detail: asset.serial_number }))
    },
  }
}

/** A customer's services that are not linked yet. */
export function servicesOf(customerId: string, linked: string[]): Search {
  return {
    key: ["services", customerId, linked],
    placeholder: "Search",
    load: async (text) => {
      const limit = LIMIT + linked.length
      const { serviceInstances } = await listServiceInstances({
        customerId,
        limit,
        ...(text ? { q: text } : {}),
      })
      const free = serviceInstances.filter((service) => !linked.includes(service.id))
      return free.map((service) => ({
        value: service.id,
        label: serviceName(service),
        detail: [STATUS_NAMES[service.status], service.product_variant?.sku].filter(Boolean).join(" · "),
      }))
    },
  }
}

export function customerOption(customer: Customer): Option {
  return {
    value: customer.id,
    label: customer.email ?? customer.id,
    detail: customerName(customer) || undefined,
  }
}

function variantOption(variant: Variant): Option {
  return { value: variant.id, label: variantName(variant), detail: variant.sku ?? undefined }
}
