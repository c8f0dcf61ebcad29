import type { MedusaContainer } from "@medusajs/framework/types"

import { databaseOf } from "../database"
import { escaped } from "../text"
import { published } from "./filters"
import { LISTS, pricesOf } from "./prices-sql"
import type { Shopper } from "./shopper"

const ALIKE = 0.45

/**
 * Return products whose title is being typed: those that begin with the text first, then those with a word
 * that does, then those written alike, if PostgreSQL has pg_trgm. Only what the shopper can buy.
 */
export async function suggest(
  container: MedusaContainer,
  shopper: Shopper,
  { q, limit }: { q: string; limit: number },
  hasTrigrams: boolean,
): Promise<Record<string, unknown>[]> {
  const { region, currency, groups, channels } = shopper
  const text = escaped(q.trim())
  const alike = hasTrigrams ? `or word_similarity(:q, product.title) >= ${ALIKE}` : ""
  const likeness = hasTrigrams ? "word_similarity(:q, product.title) desc," : ""
  const { rows } = await databaseOf(container).raw(
    `with ${LISTS}
    select product.id, product.title, product.handle, product.thumbnail from product
    where ${published(shopper).join(" and ")} and (product.title ilike :start or product.title ilike :word ${alike})
      and exists (select 1 from ${pricesOf("product.id")})
    order by product.title ilike :start desc, product.title ilike :word desc, ${likeness} product.title, product.id
    limit :limit`,
    { region, currency, groups, channels, limit, q: q.trim(), start: `${text}%`, word: `% ${text}%` },
  )
  return rows as Record<string, unknown>[]
}
