/** The name of the module, under which a container has its service. */
export const ASSETS_SERVICES_MODULE = "assetsServices"

export const ASSET_STATUSES = ["ACTIVE", "INACTIVE", "RETIRED"] as const
export const SERVICE_STATUSES = ["ACTIVE", "INACTIVE", "EXPIRED", "RETIRED"] as const
export const PAYMENT_TYPES = ["ONE_TIME", "WEEKLY", "MONTHLY", "YEARLY"] as const
/** What a purchase is for: another service, another period of one, or another plan for one. */
export const PURPOSES = ["NEW", "RENEWAL", "UPGRADE"] as const
export const SERVICE_EVENTS = ["PURCHASED", "RENEWED", "UPGRADED", "CANCELLED"] as const
export const ACTORS = ["CUSTOMER", "OPERATOR"] as const
/** Whether an asset that a customer has registered is proven; null for one that an operator has created. */
export const CONFIRMATIONS = ["PENDING", "CONFIRMED"] as const
export const REFERENCE_TYPES = [
  "SPARE_PART",
  "ACCESSORY",
  "REPLACEMENT",
  "TOOL",
  "COMPATIBLE_SERVICE",
] as const

export type AssetStatus = (typeof ASSET_STATUSES)[number]
export type ServiceStatus = (typeof SERVICE_STATUSES)[number]
export type Purpose = (typeof PURPOSES)[number]
export type ServiceEventType = (typeof SERVICE_EVENTS)[number]
export type Actor = (typeof ACTORS)[number]
export type Confirmation = (typeof CONFIRMATIONS)[number]
export type PaymentType = (typeof PAYMENT_TYPES)[number]
export type ReferenceType = (typeof REFERENCE_TYPES)[number]

/**
 * What was paid, in the currency's major unit; the currency's code is lower case, as everywhere in Medusa.
 */
export type Totals = {
  currency: string
  total_price: { value: number }
  /** Of what was ordered; whether an amount that an operator entered includes tax is not known. */
  tax_included?: true
}

/** What is credited for the unused part of a service's paid period, and when that was computed. */
export type Credit = { currency: string; value: number; at: string }

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
