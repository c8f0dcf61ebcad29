import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { createCollectionsWorkflow } from "@medusajs/medusa/core-flows"

import type { Catalog } from "./catalog"

const COLLECTIONS = [
  {
    title: "Starter kit",
    handle: "starter-kit",
    products: ["cordless-drill", "tool-box", "tape-measure"],
  },
  { title: "Safe at work", handle: "safe-at-work", products: ["safety-helmet", "safety-glasses"] },
]

/** Some collections, each of a few products. */
export async function seedCollections(container: MedusaContainer, catalog: Catalog): Promise<void> {
  const known = await container
    .resolve(Modules.PRODUCT)
    .listProductCollections({ handle: COLLECTIONS.map(({ handle }) => handle) }, { select: ["handle"] })
  const missing = COLLECTIONS.filter(({ handle }) => !known.some((one) => one.handle === handle))
  if (missing.length > 0) {
    const collections = missing.map(({ products, ...collection }) => ({
      ...collection,
      product_ids: catalog.products.filter(({ handle }) => products.includes(handle)).map(({ id }) => id),
    }))
    await createCollectionsWorkflow(container).run({ input: { collections } })
  }
}
