import type { MedusaContainer } from "@medusajs/framework/types"
import { MedusaError } from "@medusajs/framework/utils"

import { HAS_ONE_CHANNEL } from "../carts/sales-channel"
import { databaseOf } from "../database"

/** Who looks at the catalogue, and where: what prices, stock and the choice of products depend on. */
export type Shopper = {
  region: string
  currency: string
  /** The groups of the customer, if one is signed in. */
  groups: string[]
  customer?: string
  /** The sales channels of the publishable key. */
  channels: string[]
  /** Whether the shop has no other sales channel. */
  hasOneChannel: boolean
  /** Whether Medusa computes the region's taxes. */
  automaticTaxes: boolean
  /** The country whose tax is added to prices, in lower case. */
  country?: string
}

const REGION = `
select region.currency_code currency, region.automatic_taxes "automaticTaxes",
  ${HAS_ONE_CHANNEL} "hasOneChannel", (
  select coalesce(json_agg(member.customer_group_id), '[]')
  from customer_group_customer member
  join customer_group on customer_group.id = member.customer_group_id and customer_group.deleted_at is null
  where member.customer_id = :customer and member.deleted_at is null) "groups"
from region where region.id = :region and region.deleted_at is null`

/**
 * Return the shopper of a request, by what Medusa itself proved of it.
 *
 * @throws MedusaError when there is no such region, or the key has no sales channel.
 */
export async function shopperOf(
  container: MedusaContainer,
  wanted: Pick<Shopper, "region" | "channels"> & { customer: string | undefined; country?: string },
): Promise<Shopper> {
  const { region, customer, channels, country } = wanted
  if (channels.length === 0) {
    throw invalid("Publishable key needs to have a sales channel configured")
  }
  const { rows } = await databaseOf(container).raw(REGION, { region, customer: customer ?? null })
  const found = rows[0] as Omit<Shopper, "region" | "channels"> | undefined
  if (!found) {
    throw invalid(`Region with id ${region} not found`)
  }
  return { region, channels, customer, country, ...found }
}

/** What Medusa's Store routes pass to its pricing module. */
export function pricingContext({ region, currency, groups, customer }: Shopper) {
  const groupsOf = customer === undefined ? {} : { customer: { groups: groups.map((id) => ({ id })) } }
  return { region_id: region, currency_code: currency, ...groupsOf }
}

function invalid(message: string): MedusaError {
  return new MedusaError(MedusaError.Types.INVALID_DATA, message)
}
