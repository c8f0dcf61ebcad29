import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, MedusaError } from "@medusajs/framework/utils"

type Region = {
  id: string
  currency_code: string
  countries: ({ iso_2: string } | null)[]
  payment_providers: ({ id: string; is_enabled: boolean } | null)[]
}

/** Return the region with this id and currency that has the country; the error names the alternatives. */
export async function regionFor(
  container: MedusaContainer,
  wanted: { region_id?: string; currency_code?: string },
  country: string,
): Promise<Region> {
  const { region_id, currency_code } = wanted
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "region",
    fields: [
      "id",
      "currency_code",
      "countries.iso_2",
      "payment_providers.id",
      "payment_providers.is_enabled",
    ],
    filters: { ...(region_id && { id: region_id }), ...(currency_code && { currency_code }) },
    pagination: { order: { created_at: "ASC" } },
  })
  const regions = data as unknown as Region[]
  const region = regions.find((one) => one.countries.some((other) => other?.iso_2 === country))
  if (region) {
    return region
  }
  const allowed = regions.flatMap((one) => one.countries.map((other) => other?.iso_2)).sort()
  throw new MedusaError(
    MedusaError.Types.INVALID_DATA,
    regions.length === 0
      ? `There is no region with ${JSON.stringify({ region_id, currency_code })}`
      : `The country ${country} is outside the region, allowed are: ${allowed.join(", ")}`,
  )
}

// It requires no action of the shopper, for which a purchase in one call leaves no time.
const MANUAL = "pp_system_default"

/** Return the requested payment provider, or the manual or first one; throws when it is not enabled there. */
export function providerOf(region: Region, wanted: string | undefined): string {
  const enabled = region.payment_providers.flatMap((one) => (one?.is_enabled ? one.id : [])).sort()
  const provider = enabled.find((id) => id === (wanted ?? MANUAL)) ?? (wanted ? undefined : enabled[0])
  if (!provider) {
    throw new MedusaError(
      MedusaError.Types.INVALID_DATA,
      `The payment provider ${wanted ?? ""} is not enabled in the region, only: ${enabled.join(", ")}`,
    )
  }
  return provider
}
