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

/** The result of an earlier run; nothing when there is none or it cannot be read. */
export async function readResult(file: string): Promise<Partial<SeedResult> | undefined> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Partial<SeedResult>
  } catch {
    return undefined
  }
}

/** Writes the result, which holds keys, for its owner's eyes only; a reader never sees half of it. */
export async function writeResult(file: string, result: SeedResult): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const unfinished = `${file}.new`
  await writeFile(unfinished, `${JSON.stringify(result, null, 2)}\n`, { mode: 0o600 })
  await rename(unfinished, file)
}
