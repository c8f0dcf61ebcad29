import type {
  AssetAddress,
  AssetStatus,
  Customer,
  PaymentType,
  ReferenceType,
  ServiceEventType,
  ServiceStatus,
  Totals,
  Variant,
} from "./records"

export const STATUS_NAMES: Record<AssetStatus | ServiceStatus, string> = {
  ACTIVE: "Active",
  INACTIVE: "Inactive",
  EXPIRED: "Expired",
  RETIRED: "Retired",
}

export const STATUS_COLORS: Record<AssetStatus | ServiceStatus, "green" | "grey" | "orange" | "red"> = {
  ACTIVE: "green",
  INACTIVE: "orange",
  EXPIRED: "red",
  RETIRED: "grey",
}

export const PAYMENT_NAMES: Record<PaymentType, string> = {
  ONE_TIME: "One time",
  WEEKLY: "Weekly",
  MONTHLY: "Monthly",
  YEARLY: "Yearly",
}

export const REFERENCE_NAMES: Record<ReferenceType, string> = {
  SPARE_PART: "Spare part",
  ACCESSORY: "Accessory",
  REPLACEMENT: "Replacement",
  TOOL: "Tool",
  COMPATIBLE_SERVICE: "Compatible service",
}

export const EVENT_NAMES: Record<ServiceEventType, string> = {
  PURCHASED: "Bought",
  RENEWED: "Renewed",
  UPGRADED: "Upgraded",
  CANCELLED: "Cancelled",
}

/** Return a menu's entries: the values and their names. */
export function optionsOf<Value extends string>(
  names: Record<Value, string>,
): { value: Value; label: string }[] {
  return (Object.keys(names) as Value[]).map((value) => ({ value, label: names[value] }))
}

/** Return a day in the reader's language; days are stored at midnight UTC, so every reader sees the same one. */
export function formatDay(iso: string | null | undefined): string {
  return iso ? new Date(iso).toLocaleDateString(undefined, { dateStyle: "medium", timeZone: "UTC" }) : "-"
}

export function formatMoney(totals: Totals | null | undefined): string {
  if (!totals) {
    return "-"
  }
  const currency = totals.currency.toUpperCase()
  try {
    return new Intl.NumberFormat(undefined, { style: "currency", currency, currencyDisplay: "code" }).format(
      totals.total_price.value,
    )
  } catch {
    return `${currency} ${totals.total_price.value}`
  }
}

export function customerName(customer: Customer): string {
  return [customer.first_name, customer.last_name].filter(Boolean).join(" ")
}

/** Return what a variant is called where its product is not shown beside it. */
export function variantName(variant: Variant): string {
  return [variant.product?.title, variant.title].filter(Boolean).join(" · ") || variant.id
}

export function assetName(asset: { name: string | null; serial_number: string }): string {
  return asset.name || asset.serial_number
}

export function serviceName(service: {
  id: string
  name: string | null
  product_variant?: Variant | null
}): string {
  return service.name || (service.product_variant ? variantName(service.product_variant) : service.id)
}

export function countryName(code: string): string {
  try {
    return new Intl.DisplayNames(undefined, { type: "region" }).of(code.toUpperCase()) ?? code.toUpperCase()
  } catch {
    return code.toUpperCase()
  }
}

/** Return an address as its lines. */
export function addressLines(address: AssetAddress): string[] {
  return [
    [address.first_name, address.last_name].filter(Boolean).join(" "),
    address.company,
    address.address_1,
    address.address_2,
    [address.postal_code, address.city].filter(Boolean).join(" "),
    [address.province, countryName(address.country_code)].filter(Boolean).join(", "),
    address.phone,
  ].filter((line): line is string => Boolean(line))
}
