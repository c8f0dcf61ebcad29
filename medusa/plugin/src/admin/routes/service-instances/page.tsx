import { defineRouteConfig } from "@medusajs/admin-sdk"
import { Receipt } from "@medusajs/icons"
import { createDataTableColumnHelper, createDataTableFilterHelper } from "@medusajs/ui"

import { CustomerCell, Status, TextLink, TwoLines } from "../../components/links"
import { RecordTable, sortedDay, sortedText } from "../../components/record-table"
import { CreateService, PAYMENT_OPTIONS, SERVICE_STATUS_OPTIONS } from "../../forms/service-form"
import { useServiceInstances } from "../../lib/api"
import { formatDay, PAYMENT_NAMES, serviceName } from "../../lib/format"
import { useListParams } from "../../lib/list-params"
import { endFilter } from "../../lib/ranges"
import type { ServiceInstance } from "../../lib/records"

const FILTER_IDS = ["status", "payment_type", "end_date"]

const column = createDataTableColumnHelper<ServiceInstance>()
const columns = [
  column.accessor("name", {
    header: "Service",
    ...sortedText,
    cell: ({ row: { original: service } }) => (
      <TwoLines
        first={<TextLink to={`/service-instances/${service.id}`}>{serviceName(service)}</TextLink>}
        second={service.product_variant?.sku}
      />
    ),
  }),
  column.accessor("customer", {
    header: "Customer",
    cell: ({ getValue }) => <CustomerCell customer={getValue()} />,
  }),
  column.accessor("status", {
    header: "Status",
    ...sortedText,
    cell: ({ getValue }) => <Status status={getValue()} />,
  }),
  column.accessor("payment_type", {
    header: "Payment",
    ...sortedText,
    cell: ({ getValue }) => PAYMENT_NAMES[getValue()],
  }),
  column.accessor("start_date", {
    header: "Start",
    ...sortedDay,
    cell: ({ getValue }) => formatDay(getValue()),
  }),
  column.accessor("end_date", {
    header: "End",
    ...sortedDay,
    cell: ({ getValue }) => formatDay(getValue()),
  }),
]

const filter = createDataTableFilterHelper<ServiceInstance>()
const filters = [
  filter.accessor("status", { type: "select", label: "Status", options: SERVICE_STATUS_OPTIONS }),
  filter.accessor("payment_type", { type: "select", label: "Payment", options: PAYMENT_OPTIONS }),
  filter.accessor("end_date", endFilter("End")),
]

export default function ServiceInstancesPage() {
  const list = useListParams(FILTER_IDS)
  const result = useServiceInstances(list.query)
  return (
    <RecordTable
      title="Service instances"
      noun="service instance"
      explanation="Services that customers have, with their terms"
      path="/service-instances"
      result={result}
      columns={columns}
      filters={filters}
      list={list}
      Create={CreateService}
    />
  )
}

export const config = defineRouteConfig({ label: "Service instances", icon: Receipt })
export const handle = { breadcrumb: () => "Service instances" }
