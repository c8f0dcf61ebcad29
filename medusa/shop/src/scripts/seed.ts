import type { ExecArgs } from "@medusajs/framework/types"

import { seedAssetsServices } from "./seed/assets-services"
import { seedCatalog } from "./seed/catalog"
import { seedCollections } from "./seed/collections"
import { seedCustomers } from "./seed/customers"
import { seedAdminKey, seedPublishableKey } from "./seed/keys"
import { seedOrders } from "./seed/orders"
import { PROMOTIONS, seedPromotions } from "./seed/promotions"
import { readResult, writeResult } from "./seed/result"
import { seedReturnReasons } from "./seed/returns"
import { seedShipping } from "./seed/shipping"
import { seedStore } from "./seed/store"

/**
 * Fill an empty shop; in a filled one the existing records are found and kept, so it can be run at any time.
 *
 * SEED_FILE is where the ids and keys are written.
 */
export default async function seed({ container }: ExecArgs): Promise<void> {
  const file = process.env.SEED_FILE
  if (!file) {
    throw new Error("The environment variable SEED_FILE is missing: the seed writes its ids and keys there.")
  }
  const before = await readResult(file)
  const store = await seedStore(container)
  const shipping = await seedShipping(container, store)
  const catalog = await seedCatalog(container, store, shipping.stockLocationId)
  await seedCollections(container, catalog)
  await seedPromotions(container)
  await seedReturnReasons(container)
  const customers = await seedCustomers(container)
  const orders = await seedOrders(container, { store, shipping, catalog, customers })
  const records = await seedAssetsServices(container, catalog, customers)
  await writeResult(file, {
    publishableKey: await seedPublishableKey(container, store.salesChannelId),
    adminKey: await seedAdminKey(container, before?.adminKey),
    salesChannelId: store.salesChannelId,
    regions: store.regions,
    shippingOptions: shipping.options,
    promotions: PROMOTIONS,
    categories: catalog.categories,
    products: catalog.products,
    customers: customers.map((customer, index) => ({
      id: customer.id,
      email: customer.email,
      firstName: customer.first_name,
      lastName: customer.last_name,
      addresses: customer.addresses.map((address) => address.id),
      orders: orders[index] ?? [],
      assets: records.assets[index] ?? [],
      services: records.services[index] ?? [],
    })),
  })
}
