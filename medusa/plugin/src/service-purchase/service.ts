import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, MedusaError } from "@medusajs/framework/utils"

import { soldVariants } from "../carts/sales-channel"

const FEATURED_CATEGORY = "featured-services"
const VIRTUAL = "VIRTUAL"

export type Variant = {
  id: string
  title: string | null
  product: {
    title: string
    status: string
    type?: { value: string } | null
    categories?: ({ handle: string } | null)[]
    sales_channels?: ({ id: string } | null)[]
  }
}

/**
 * Return the variant with this id, or the only variant of the product with this id.
 *
 * For a product with several variants, each a plan with its own price, the error behind a 400 names them.
 */
export async function findVariant(container: MedusaContainer, id: string): Promise<Variant> {
  const byId = await readVariants(container, { id })
  const variants = byId.length > 0 ? byId : await readVariants(container, { product_id: id })
  const [variant] = variants
  if (!variant) {
    throw notFound(id)
  }
  if (variants.length > 1) {
    const plans = variants.map((one) => `${one.id} (${one.title})`).join(", ")
    throw new MedusaError(
      MedusaError.Types.INVALID_DATA,
      `${variant.product.title} has several plans, name one of them: ${plans}`,
    )
  }
  return variant
}

async function readVariants(container: MedusaContainer, filters: Record<string, string>): Promise<Variant[]> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "product_variant",
    fields: [
      "id",
      "title",
      "product.title",
      "product.status",
      "product.type.value",
      "product.categories.handle",
      "product.sales_channels.id",
    ],
    filters,
    pagination: { order: { variant_rank: "ASC", id: "ASC" } },
  })
  return data as unknown as Variant[]
}

/**
 * Return the request's sales channel in which the variant is sold as a service: its product is published,
 * of the type VIRTUAL, and in the featured services' category or a compatible service of a variant.
 */
export async function requireService(
  container: MedusaContainer,
  variant: Variant,
  salesChannelIds: string[],
): Promise<string> {
  const { product } = variant
  const channel =
    product.status === "published" ? await channelOf(container, variant, salesChannelIds) : undefined
  if (channel === undefined) {
    throw notFound(variant.id)
  }
  const isFeatured = product.categories?.some((category) => category?.handle === FEATURED_CATEGORY)
  const isService =
    product.type?.value === VIRTUAL && (isFeatured || (await fitsSomething(container, variant)))
  if (!isService) {
    throw new MedusaError(MedusaError.Types.INVALID_DATA, `${product.title} is not a service`)
  }
  return channel
}

/** Return the first of the channels that sells the variant: it need not be one that its product names. */
async function channelOf(
  container: MedusaContainer,
  { id, product }: Variant,
  channels: string[],
): Promise<string | undefined> {
  const named = product.sales_channels?.find((one) => one && channels.includes(one.id))
  if (named) {
    return named.id
  }
  const sold = await soldVariants(container, channels, { ids: [id] })
  return sold.length > 0 ? channels[0] : undefined
}

async function fitsSomething(container: MedusaContainer, variant: Variant): Promise<boolean> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "product_reference",
    fields: ["id"],
    filters: { target_product_variant_id: variant.id, reference_type: "COMPATIBLE_SERVICE" },
    pagination: { take: 1 },
  })
  return data.length > 0
}

function notFound(id: string): MedusaError {
  return new MedusaError(MedusaError.Types.NOT_FOUND, `Service with id: ${id} was not found`)
}
