import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, MedusaError } from "@medusajs/framework/utils"

/** Reject variants that none of the channels sells: Medusa allows any variant in any cart. */
export async function requireSoldHere(
  container: MedusaContainer,
  variantIds: string[],
  salesChannelIds: string[],
): Promise<void> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "product_variant",
    fields: ["id", "product.sales_channels.id"],
    filters: { id: variantIds },
  })
  const elsewhere = data.find(
    ({ product }) =>
      !product?.sales_channels?.some(
        (channel: { id: string } | null) => channel && salesChannelIds.includes(channel.id),
      ),
  )
  if (elsewhere) {
    throw new MedusaError(
      MedusaError.Types.INVALID_DATA,
      `The variant ${elsewhere.id} is not available in this sales channel`,
    )
  }
}
