import { mkdir, readFile, rename, writeFile } from "node:fs/promises"
import { dirname } from "node:path"

import type { Category, Product } from "./catalog"
import type { Shipping } from "./shipping"
import type { Store } from "./store"

/** What a client of the seeded shop needs to know. */
export type SeedResult = {
  publishableKey: string
  adminKey: string
  salesChannelId: string
  regions: Store["regions"]
  shippingOptions: Shipping["options"]
  promotions: { percentage: string; fixed: string }
  categories: Category[]
  products: Product[]
  customers: {
    id: string
    email: string
    firstName?: string | null
    lastName?: string | null
    addresses: string[]
    orders: string[]
    assets: string[]
    services: string[]
  }[]
}

/** Return the result of an earlier run; undefined when there is none or it cannot be read. */
export async function readResult(file: string): Promise<Partial<SeedResult> | undefined> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Partial<SeedResult>
  } catch {
    return undefined
  }
}

/** Write the result, which contains keys, so that only its owner can read it, and never a half of it. */
export async function writeResult(file: string, result: SeedResult): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const unfinished = `${file}.new`
  await writeFile(unfinished, `${JSON.stringify(result, null, 2)}\n`, { mode: 0o600 })
  await rename(unfinished, file)
}
