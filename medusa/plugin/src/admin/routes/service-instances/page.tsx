import { defineRouteConfig } from "@medusajs/admin-sdk"
import { Receipt } from "@medusajs/icons"
import { Button, createDataTableColumnHelper, createDataTableFilterHelper } from "@medusajs/ui"
import { useState } from "react"
import { useNavigate } from "react-router-dom"

import { Status, TextLink, TwoLines } from "../../components/links"
import { RecordTable } from "../../components/record-table"
import { CreateService, PAYMENT_OPTIONS, SERVICE_STATUS_OPTIONS } from "../../forms/service-form"
import { useServiceInstances } from "../../lib/api"
import { customerName, formatDay, PAYMENT_NAMES, serviceName } from "../../lib/format"
import { useListParams } from "../../lib/list-params"
import { warrantyOptions } from "../../lib/ranges"
import type { ServiceInstance } from "../../lib/records"

const FILTER_IDS = ["status", "payment_type", "end_date"]

const hrefOf = (service: ServiceInstance) => `/service-instances/${service.id}`
const column = createDataTableColumnHelper<ServiceInstance>()
const columns = [
  column.accessor("name", {
    header: "Service",
    enableSorting: true,
    sortAscLabel: "A-Z",
    sortDescLabel: "Z-A",
    cell: ({ row: { original: service } }) => (
      <TwoLines
        first={<TextLink to={hrefOf(service)}>{serviceName(service)}</TextLink>}
        second={service.product_variant?.sku}
      />
    ),
  }),
  column.accessor("customer", {
    header: "Customer",
    cell: ({ getValue }) => {
      const customer = getValue()
      return (
        <TwoLines first={customer?.email ?? "-"} second={customer ? customerName(customer) : undefined} />
      )
    },
  }),
  column.accessor("status", {
    header: "Status",
    enableSorting: true,
    sortAscLabel: "A-Z",
    sortDescLabel: "Z-A",
    cell: ({ getValue }) => <Status status={getValue()} />,
  }),
  column.accessor("payment_type", {
    header: "Payment",
    enableSorting: true,
    sortAscLabel: "A-Z",
    sortDescLabel: "Z-A",
    cell: ({ getValue }) => PAYMENT_NAMES[getValue()],
  }),
  column.accessor("start_date", {
    header: "Start",
    enableSorting: true,
    sortAscLabel: "Earliest first",
    sortDescLabel: "Latest first",
    cell: ({ getValue }) => formatDay(getValue()),
  }),
  column.accessor("end_date", {
    header: "End",
    enableSorting: true,
    sortAscLabel: "Earliest first",
    sortDescLabel: "Latest first",
    cell: ({ getValue }) => formatDay(getValue()),
  }),
]

const filter = createDataTableFilterHelper<ServiceInstance>()
const filters = [
  filter.accessor("status", { type: "select", label: "Status", options: SERVICE_STATUS_OPTIONS }),
  filter.accessor("payment_type", { type: "select", label: "Payment", options: PAYMENT_OPTIONS }),
  filter.accessor("end_date", {
    type: "date",
    label: "End",
    format: "date",
    rangeOptionLabel: "Between",
    rangeOptionStartLabel: "From",
    rangeOptionEndLabel: "Until",
    options: warrantyOptions(),
  }),
]

export default function ServiceInstancesPage() {
  const list = useListParams(FILTER_IDS)
  const { data, error, refetch } = useServiceInstances(list.query)
  const [isCreating, setCreating] = useState(false)
  const navigate = useNavigate()
  return (
    <>
      <RecordTable
        title="Service instances"
        noun="service instance"
        explanation="Services that customers have, with their terms"
        rows={data?.serviceInstances}
        count={data?.count}
        error={error}
        onRetry={refetch}
        columns={columns}
        filters={filters}
        list={list}
        hrefOf={hrefOf}
        create={
          <Button size="small" variant="secondary" onClick={() => setCreating(true)}>
            Create
          </Button>
        }
      />
      {isCreating && (
        <CreateService
          onClose={() => setCreating(false)}
          onCreated={(id) => navigate(`/service-instances/${id}`)}
        />
      )}
    </>
  )
}

export const config = defineRouteConfig({ label: "Service instances", icon: Receipt })
export const handle = { breadcrumb: () => "Service instances" }
