import type { Matching } from "./filters"

export type Facets = Record<"categories" | "collections" | "tags" | "options", object[]> &
  Record<string, unknown>
/** How many products fit, and their facets. */
export type Tally = { count: number; facets?: Facets }

/** Of fewer products it costs little to count them again, and the number is always that of now. */
const MANY = 1000
const MAX_AGE_MS = 10_000
const MOST = 200

/**
 * Counts of large lists, for ten seconds: a shopper who turns the pages needs the same number again, and to
 * count 10,000 products takes longer than to list twelve of them. What is on a page is never stored.
 */
class Tallies {
  private readonly stored = new Map<string, { until: number; tally: Tally }>()

  get(match: Matching, withFacets: boolean): Tally | undefined {
    const found = this.stored.get(keyOf(match, withFacets))
    return found && found.until > Date.now() ? found.tally : undefined
  }

  put(match: Matching, withFacets: boolean, tally: Tally): Tally {
    if (tally.count >= MANY) {
      const key = keyOf(match, withFacets)
      this.stored.delete(key)
      this.stored.set(key, { until: Date.now() + MAX_AGE_MS, tally })
      const [oldest] = this.stored.keys()
      if (this.stored.size > MOST && oldest !== undefined) {
        this.stored.delete(oldest)
      }
    }
    return tally
  }
}

export const tallies = new Tallies()

/** What the count depends on: what is bound, the groups of the customer included, and where. */
function keyOf({ ctes, bindings }: Matching, withFacets: boolean): string {
  return JSON.stringify([withFacets, bindings, ctes])
}
