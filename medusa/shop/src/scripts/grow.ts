import type { ExecArgs } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { removeCopies, type Window } from "./grow/copies"
import {
  CUSTOMER_COLUMNS,
  growAddressesAndCarts,
  growOrders,
  growResources,
  type Owner,
} from "./grow/customer"
import { growProducts, PRODUCT_COLUMNS } from "./grow/products"
import { required } from "./seed/required"
import { readResult } from "./seed/result"

/** The content of GROW_TO: how many copies of each kind to create, and whose. */
type Wanted = {
  owner: Owner
  products: Window
  orders: Window
  resources: Window
  others: Window
}

/**
 * Make a seeded shop large, or remove the copies: only for measuring what depends on its size.
 *
 * It copies rows of the seed in Medusa's own tables, since thousands of products and orders would take
 * hours by Medusa's workflows. GROW_TO is JSON; without it all copies are removed. SEED_FILE is the seed's.
 */
export default async function grow({ container }: ExecArgs): Promise<void> {
  const seed = await readResult(process.env.SEED_FILE ?? "")
  if (!seed?.products || !seed.customers) {
    throw new Error("SEED_FILE names no file of the seed: the shop must be seeded first.")
  }
  const { products, customers } = seed
  const db = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  const wanted = process.env.GROW_TO ? (JSON.parse(process.env.GROW_TO) as Wanted) : undefined
  await db.transaction(async (transaction) => {
    if (!wanted) {
      await removeCopies(transaction, [...CUSTOMER_COLUMNS, ...PRODUCT_COLUMNS])
      return
    }
    const source = required(customers[0], "customer")
    const handles = products.map((product) => product.handle)
    await growProducts(transaction, handles, wanted.products)
    await growOrders(transaction, wanted.owner, source.orders, wanted.orders)
    await growResources(transaction, wanted.owner, source, wanted.resources)
    await growAddressesAndCarts(transaction, wanted.owner, source, wanted.others)
  })
  // PostgreSQL does this automatically, but not before the measurement.
  await db.raw("VACUUM ANALYZE")
}
