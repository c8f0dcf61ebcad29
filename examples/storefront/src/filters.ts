import type { Text } from "./display"

/** What the catalogue can be sorted by. */
export const SORTS = {
  "": "Recommended",
  price_ASC: "Price: low to high",
  price_DESC: "Price: high to low",
  title_ASC: "Name A to Z",
  createdAt_DESC: "Newest first",
} as const satisfies Record<string, Text>

type Sort = keyof typeof SORTS
const isSort = (text: string): text is Sort => text in SORTS

/** Filters with several values; each is a parameter of the page's address and of `GET /products`. */
export const LISTS = ["category", "collection", "tag", "option"] as const
export type ListName = (typeof LISTS)[number]

export const PAGE = 12

/** What the page's address asks for; what cannot be meant is left out. */
export function readFilters(address: URLSearchParams) {
  const wanted = address.get("sort") ?? ""
  const lists = LISTS.map((name) => [name, valuesOf(address, name)] as const)
  return {
    q: (address.get("q") ?? "").slice(0, 255),
    sort: isSort(wanted) ? wanted : ("" as const),
    lists: Object.fromEntries(lists) as Record<ListName, string[]>,
    minPrice: amount(address.get("minPrice")),
    maxPrice: amount(address.get("maxPrice")),
    inStock: address.get("inStock") === "true",
  }
}

export type Filters = ReturnType<typeof readFilters>

function valuesOf(address: URLSearchParams, name: ListName): string[] {
  const values = address.getAll(name).filter((value) => value && value.length <= 255)
  return name === "option" ? values.filter((value) => /^[^:]+:./.test(value)) : values
}

function amount(text: string | null): number | undefined {
  const value = Number.parseFloat(text ?? "")
  return Number.isFinite(value) && value >= 0 ? value : undefined
}

/** The same as the query of `GET /products`. */
export function queryOf({ q, sort, lists, minPrice, maxPrice, inStock }: Filters, page: number) {
  return {
    limit: PAGE,
    offset: (page - 1) * PAGE,
    facets: true,
    ...(q && { q }),
    ...(sort && { sort }),
    ...(Object.fromEntries(Object.entries(lists).filter(([, values]) => values.length > 0)) as Partial<
      Filters["lists"]
    >),
    ...(minPrice !== undefined && { minPrice }),
    ...(maxPrice !== undefined && { maxPrice }),
    ...(inStock && { inStock }),
  }
}

/** The page's address with these values instead, at the first page. */
export function withValues(address: URLSearchParams, changes: Record<string, string | string[]>): string {
  const next = new URLSearchParams(address)
  next.delete("page")
  for (const [name, values] of Object.entries(changes)) {
    next.delete(name)
    for (const value of [values].flat()) if (value) next.append(name, value)
  }
  return next.size > 0 ? `/?${next}` : "/"
}

/** The page's address with a value of a list added, or without it. */
export function toggled(address: URLSearchParams, name: ListName, value: string): string {
  const values = address.getAll(name)
  const others = values.filter((one) => one !== value)
  return withValues(address, { [name]: others.length < values.length ? others : [...values, value] })
}

/** How many filters are set. */
export function filterCount({ lists, minPrice, maxPrice, inStock }: Filters): number {
  const others = [minPrice !== undefined, maxPrice !== undefined, inStock].filter(Boolean)
  return Object.values(lists).flat().length + others.length
}
