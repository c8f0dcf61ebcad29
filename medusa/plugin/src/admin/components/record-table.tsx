import {
  Button,
  Container,
  DataTable,
  type DataTableColumnDef,
  type DataTableFilter,
  Heading,
  Text,
  useDataTable,
} from "@medusajs/ui"
import type { UseQueryResult } from "@tanstack/react-query"
import { type ComponentType, useCallback, useEffect, useRef, useState } from "react"
import { useNavigate } from "react-router-dom"

import type { ListParams } from "../lib/list-params"
import { CustomerFilter } from "./customer-filter"
import { Failed } from "./states"

/** How a column of texts is sorted. */
export const sortedText = { enableSorting: true, sortAscLabel: "A-Z", sortDescLabel: "Z-A" }
/** How a column of days is sorted. */
export const sortedDay = {
  enableSorting: true,
  sortAscLabel: "Earliest first",
  sortDescLabel: "Latest first",
}

/** What the form that creates a record gets. */
export type CreateProps = { onClose: () => void; onCreated: (id: string) => void }

type Props<Row> = {
  title: string
  noun: string
  explanation: string
  /** The page's path, below which each record has its own. */
  path: string
  result: UseQueryResult<{ rows: Row[]; count: number }>
  // biome-ignore lint/suspicious/noExplicitAny: columns hold values of several types, as in Medusa's own type.
  columns: DataTableColumnDef<Row, any>[]
  filters: DataTableFilter[]
  list: ListParams
  Create: ComponentType<CreateProps>
}

/** A list page's table: search, filters, order and page are those of the page's address. */
export function RecordTable<Row extends { id: string }>(props: Props<Row>) {
  const { title, noun, list, Create } = props
  const { data, error, refetch } = props.result
  const [isCreating, setCreating] = useState(false)
  const navigate = useNavigate()
  const show = (id: string) => navigate(`${props.path}/${id}`)
  const { change } = list
  const search = useCallback((text: string) => change({ q: text }), [change])
  const container = useRef<HTMLDivElement>(null)
  useEffect(() => nameButtons(container.current))
  const instance = useDataTable<Row>({
    data: data?.rows ?? [],
    columns: props.columns,
    filters: props.filters,
    rowCount: data?.count ?? 0,
    isLoading: data === undefined,
    getRowId: (row) => row.id,
    onRowClick: (event, row) => {
      if (!(event.target as Element).closest("a, button")) {
        void show(row.id)
      }
    },
    search: { state: list.search, onSearchChange: search },
    filtering: { state: list.filtering, onFilteringChange: list.setFiltering },
    sorting: { state: list.sorting, onSortingChange: list.setSorting },
    pagination: { state: list.pagination, onPaginationChange: list.setPagination },
    autoResetPageIndex: false,
  })
  return (
    <>
      {error ? (
        <Failed error={error} onRetry={refetch} noun={noun} />
      ) : (
        <Container className="p-0" ref={container}>
          <DataTable instance={instance}>
            <DataTable.Toolbar className="flex flex-col items-start justify-between gap-3 md:flex-row md:items-center">
              <div>
                <Heading>{title}</Heading>
                <Text size="small" className="text-ui-fg-subtle">
                  {props.explanation}
                </Text>
              </div>
              <div className="flex flex-wrap items-center gap-2">
                <CustomerFilter
                  customerId={list.customerId}
                  onChange={(customerId) => list.change({ customerId })}
                />
                <div data-name="Filter">
                  <DataTable.FilterMenu tooltip="Filter" />
                </div>
                <div data-name="Sort">
                  <DataTable.SortingMenu tooltip="Sort" />
                </div>
                <DataTable.Search placeholder="Search" aria-label={`Search ${noun}s`} />
                <Button size="small" variant="secondary" onClick={() => setCreating(true)}>
                  Create
                </Button>
              </div>
            </DataTable.Toolbar>
            <DataTable.Table emptyState={emptyState(noun, list.isFiltered)} />
            <DataTable.Pagination />
          </DataTable>
        </Container>
      )}
      {isCreating && <Create onClose={() => setCreating(false)} onCreated={show} />}
    </>
  )
}

function emptyState(noun: string, isFiltered: boolean) {
  const none = { heading: `No ${noun}s`, description: `There are no ${noun}s yet. Create the first one.` }
  const filtered = { heading: "No results", description: `No ${noun} matches the search and the filters.` }
  // The table does not know of the customer's filter, which stands beside its own.
  return { empty: isFiltered ? filtered : none, filtered }
}

/** Name the buttons of the kit's that are icons only: it gives them no name, and takes none. */
function nameButtons(container: HTMLElement | null): void {
  for (const button of container?.querySelectorAll("button:not([aria-label])") ?? []) {
    if (button.textContent === "") {
      button.setAttribute(
        "aria-label",
        button.closest("[data-name]")?.getAttribute("data-name") ?? "Remove filter",
      )
    }
  }
}
