import { z } from "@medusajs/framework/zod"

import { textUpTo } from "../text"

/** URLs to return to, where a provider expects them in a session's data. */
export type Urls = { [name: string]: string | Urls }

/**
 * Nothing but URLs: any other text could be the id of another payment, with which an order would then be
 * placed.
 */
export const Urls: z.ZodType<Urls> = z.lazy(() =>
  z.record(z.string(), z.union([textUpTo(2000).refine((url) => /^https?:\/\/\S+$/.test(url)), Urls])),
)

/** Return the data with the URLs in place. */
export function withUrls(data: Record<string, unknown>, urls: Urls): Record<string, unknown> {
  const changed = Object.entries(urls).map(([name, value]) => {
    const present = data[name]
    const inner = typeof present === "object" && present !== null && !Array.isArray(present) ? present : {}
    return [name, typeof value === "string" ? value : withUrls(inner as Record<string, unknown>, value)]
  })
  return { ...data, ...Object.fromEntries(changed) }
}
