import type { DataTableFilteringState, DataTablePaginationState, DataTableSortingState } from "@medusajs/ui"
import { useCallback, useEffect, useMemo, useRef } from "react"
import { useSearchParams } from "react-router-dom"

export const PAGE_SIZE = 20

/** What a list shows, kept in the page's address so that it can be reloaded, shared and gone back to. */
export type ListParams = {
  search: string
  customerId: string | undefined
  filtering: DataTableFilteringState
  sorting: DataTableSortingState | null
  pagination: DataTablePaginationState
  /** The same as the Admin API's parameters. */
  query: Record<string, unknown>
  isFiltered: boolean
  change: (changes: Record<string, string | undefined>) => void
  setFiltering: (state: DataTableFilteringState) => void
  setSorting: (state: DataTableSortingState | null) => void
  setPagination: (state: DataTablePaginationState) => void
}

export function useListParams(filterIds: readonly string[]): ListParams {
  const [params, setParams] = useSearchParams()
  const latest = useRef({ params, setParams })
  useEffect(() => {
    latest.current = { params, setParams }
  })

  // It must stay the same function: the table's search waits for the last key with it.
  const change = useCallback((changes: Record<string, string | undefined>) => {
    const after = new URLSearchParams(latest.current.params)
    // Another selection begins at its first page.
    after.delete("offset")
    for (const [name, value] of Object.entries(changes)) {
      if (value) {
        after.set(name, value)
      } else {
        after.delete(name)
      }
    }
    if (after.toString() !== latest.current.params.toString()) {
      latest.current.setParams(after)
    }
  }, [])

  return useMemo(() => {
    const search = params.get("q") ?? ""
    const customerId = params.get("customerId") ?? undefined
    const order = params.get("order")
    const offset = Math.max(0, Math.trunc(Number(params.get("offset"))) || 0)
    const filtering = Object.fromEntries(
      filterIds.flatMap((id) => {
        const value = readJson(params.get(id))
        return value === undefined ? [] : [[id, value]]
      }),
    )
    // A filter that was only just added has no value yet.
    const chosen = Object.fromEntries(Object.entries(filtering).filter(([, value]) => isGiven(value)))
    return {
      search,
      customerId,
      filtering,
      sorting: order ? { id: order.replace(/^-/, ""), desc: order.startsWith("-") } : null,
      pagination: { pageIndex: Math.floor(offset / PAGE_SIZE), pageSize: PAGE_SIZE },
      query: {
        limit: PAGE_SIZE,
        offset,
        ...(search ? { q: search } : {}),
        ...(customerId ? { customerId } : {}),
        ...(order ? { order } : {}),
        ...chosen,
      },
      isFiltered: Boolean(search || customerId || Object.keys(chosen).length > 0),
      change,
      setFiltering: (state) =>
        change(
          Object.fromEntries(
            filterIds.map((id) => [id, state[id] === undefined ? undefined : JSON.stringify(state[id])]),
          ),
        ),
      setSorting: (state) => change({ order: state ? `${state.desc ? "-" : ""}${state.id}` : undefined }),
      setPagination: ({ pageIndex }) =>
        change({ offset: pageIndex > 0 ? String(pageIndex * PAGE_SIZE) : undefined }),
    }
  }, [params, filterIds, change])
}

/** Return a filter's value; nothing when there is none or the address was changed by hand. */
function readJson(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

function isGiven(value: unknown): boolean {
  return value !== null && !(Array.isArray(value) && value.length === 0)
}
