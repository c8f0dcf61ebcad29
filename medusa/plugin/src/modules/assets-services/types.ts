/** The name of the module, under which a container has its service. */
export const ASSETS_SERVICES_MODULE = "assetsServices"

export const ASSET_STATUSES = ["ACTIVE", "INACTIVE", "RETIRED"] as const
export const SERVICE_STATUSES = ["ACTIVE", "INACTIVE", "EXPIRED", "RETIRED"] as const
export const PAYMENT_TYPES = ["ONE_TIME", "WEEKLY", "MONTHLY", "YEARLY"] as const
export const REFERENCE_TYPES = [
  "SPARE_PART",
  "ACCESSORY",
  "REPLACEMENT",
  "TOOL",
  "COMPATIBLE_SERVICE",
] as const

export type AssetStatus = (typeof ASSET_STATUSES)[number]
export type ServiceStatus = (typeof SERVICE_STATUSES)[number]
export type PaymentType = (typeof PAYMENT_TYPES)[number]
export type ReferenceType = (typeof REFERENCE_TYPES)[number]

/**
 * What was paid, in the currency's major unit; the currency's code is lower case, as everywhere in Medusa.
 */
export type Totals = { currency: string; total_price: { value: number } }

/** Where an asset stands; the keys of Medusa's own addresses. */
export type AssetAddress = {
  first_name?: string
  last_name?: string
  company?: string
  address_1: string
  address_2?: string
  city: string
  province?: string
  postal_code: string
  country_code: string
  phone?: string
}
