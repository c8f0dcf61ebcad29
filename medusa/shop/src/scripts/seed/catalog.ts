import type { CreateProductWorkflowInputDTO, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import {
  createInventoryLevelsWorkflow,
  createProductCategoriesWorkflow,
  createProductsWorkflow,
  createProductTagsWorkflow,
  createProductTypesWorkflow,
} from "@medusajs/medusa/core-flows"

import { CATEGORIES, PRODUCTS } from "./products"
import type { ProductSeed } from "./products/product"
import { required } from "./required"
import type { Store } from "./store"
import { variantsOf } from "./variants"

const BATCH_SIZE = 20
const STOCK = 1000
const ALL = { take: 1000 }

export type Category = { id: string; name: string; handle: string; productCount: number }
export type Product = {
  id: string
  handle: string
  title: string
  type?: string
  variants: { id: string; sku: string; title: string }[]
}
export type Catalog = { categories: Category[]; products: Product[] }
type Ids = Map<string, string>

/** Categories, types, tags, products with prices, and what is in stock. */
export async function seedCatalog(
  container: MedusaContainer,
  store: Store,
  stockLocationId: string,
): Promise<Catalog> {
  const categories = await seedCategories(container)
  const types = await seedTypes(container)
  const tags = await seedTags(container)
  const known = await container
    .resolve(Modules.PRODUCT)
    .listProducts(
      { handle: PRODUCTS.map((product) => product.handle) },
      { select: ["handle"], take: PRODUCTS.length },
    )
  const knownHandles = new Set(known.map((product) => product.handle))
  const missing = PRODUCTS.filter((product) => !knownHandles.has(product.handle))
  for (let start = 0; start < missing.length; start += BATCH_SIZE) {
    const batch = missing.slice(start, start + BATCH_SIZE)
    const products = batch.map((product) => productInput(product, store, { categories, types, tags }))
    await createProductsWorkflow(container).run({ input: { products } })
  }
  await seedStock(container, stockLocationId)
  return readCatalog(container)
}

async function seedCategories(container: MedusaContainer): Promise<Ids> {
  const service = container.resolve(Modules.PRODUCT)
  return idsByKey(
    CATEGORIES.map((category) => category.handle),
    async () =>
      (await service.listProductCategories({}, { ...ALL, select: ["id", "handle"] })).map(
        ({ id, handle }) => [handle, id],
      ),
    async (missing) => {
      const wanted = CATEGORIES.filter((category) => missing.includes(category.handle))
      const input = { product_categories: wanted.map((category) => ({ ...category, is_active: true })) }
      await createProductCategoriesWorkflow(container).run({ input })
    },
  )
}

async function seedTypes(container: MedusaContainer): Promise<Ids> {
  const service = container.resolve(Modules.PRODUCT)
  return idsByKey(
    ["PHYSICAL", "VIRTUAL"],
    async () => (await service.listProductTypes({}, ALL)).map(({ id, value }) => [value, id]),
    async (missing) => {
      const input = { product_types: missing.map((value) => ({ value })) }
      await createProductTypesWorkflow(container).run({ input })
    },
  )
}

async function seedTags(container: MedusaContainer): Promise<Ids> {
  const service = container.resolve(Modules.PRODUCT)
  return idsByKey(
    [...new Set(PRODUCTS.flatMap((product) => product.tags))],
    async () => (await service.listProductTags({}, ALL)).map(({ id, value }) => [value, id]),
    async (missing) => {
      const input = { product_tags: missing.map((value) => ({ value })) }
      await createProductTagsWorkflow(container).run({ input })
    },
  )
}

/** Makes what is missing of the wanted keys, and gives the id of each. */
async function idsByKey(
  wanted: string[],
  list: () => Promise<[string, string][]>,
  create: (missing: string[]) => Promise<void>,
): Promise<Ids> {
  const known = new Map(await list())
  const missing = wanted.filter((key) => !known.has(key))
  if (missing.length === 0) {
    return known
  }
  await create(missing)
  return new Map(await list())
}

function productInput(
  product: ProductSeed,
  store: Store,
  ids: { categories: Ids; types: Ids; tags: Ids },
): CreateProductWorkflowInputDTO {
  const { category, type, tags, options, eur: _eur, soldOut: _soldOut, ...columns } = product
  const image = `https://picsum.photos/seed/${product.handle}`
  const isShipped = type !== "VIRTUAL"
  return {
    ...columns,
    status: "published",
    category_ids: [required(ids.categories.get(category), `category ${category}`)],
    type_id: type && ids.types.get(type),
    tag_ids: tags.map((tag) => required(ids.tags.get(tag), `tag ${tag}`)),
    thumbnail: `${image}/400/400`,
    images: [{ url: `${image}/800/800` }, { url: `${image}-detail/800/800` }],
    options: Object.entries(options).map(([title, values]) => ({ title, values })),
    // Shipping by weight looks at the variant; every other attribute stands on the product alone.
    variants: variantsOf(product).map((variant) => ({
      ...variant,
      weight: product.weight,
      manage_inventory: isShipped,
    })),
    sales_channels: [{ id: store.salesChannelId }],
    shipping_profile_id: isShipped ? store.shippingProfileId : undefined,
  }
}

/** Every managed variant gets a level at the warehouse; sold-out ones get 0. */
async function seedStock(container: MedusaContainer, locationId: string): Promise<void> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data: items } = await query.graph({
    entity: "inventory_item",
    fields: ["id", "sku", "location_levels.location_id"],
  })
  const soldOut = new Set(PRODUCTS.flatMap(soldOutSkus))
  const missing = items.filter((item) => {
    const levels = (item.location_levels ?? []) as ({ location_id: string } | null)[]
    return !levels.some((level) => level?.location_id === locationId)
  })
  if (missing.length > 0) {
    await createInventoryLevelsWorkflow(container).run({
      input: {
        inventory_levels: missing.map((item) => ({
          inventory_item_id: item.id,
          location_id: locationId,
          stocked_quantity: soldOut.has(item.sku ?? "") ? 0 : STOCK,
        })),
      },
    })
  }
}

function soldOutSkus(product: ProductSeed): string[] {
  const skus = variantsOf(product).map((variant) => variant.sku)
  return product.soldOut === "all" ? skus : product.soldOut === "last" ? skus.slice(-1) : []
}

async function readCatalog(container: MedusaContainer): Promise<Catalog> {
  const service = container.resolve(Modules.PRODUCT)
  const products = await service.listProducts(
    { handle: PRODUCTS.map((product) => product.handle) },
    { relations: ["type", "variants"], take: PRODUCTS.length },
  )
  const byHandle = new Map(products.map((product) => [product.handle, product]))
  const categories = await seedCategories(container)
  return {
    categories: CATEGORIES.map(({ name, handle }) => ({
      id: required(categories.get(handle), `category ${handle}`),
      name,
      handle,
      productCount: PRODUCTS.filter((product) => product.category === handle).length,
    })),
    products: PRODUCTS.map(({ handle }) => {
      const { id, title, type, variants } = required(byHandle.get(handle), `product ${handle}`)
      const inOrder = [...variants].sort((a, b) => (a.variant_rank ?? 0) - (b.variant_rank ?? 0))
      return {
        id,
        handle,
        title,
        type: type?.value,
        variants: inOrder.map((variant) => ({
          id: variant.id,
          sku: required(variant.sku, `SKU of ${handle}`),
          title: variant.title,
        })),
      }
    }),
  }
}
