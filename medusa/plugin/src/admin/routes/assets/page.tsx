import { defineRouteConfig } from "@medusajs/admin-sdk"
import { Tools } from "@medusajs/icons"
import { Button, createDataTableColumnHelper, createDataTableFilterHelper } from "@medusajs/ui"
import { useState } from "react"
import { useNavigate } from "react-router-dom"

import { Status, TextLink, TwoLines } from "../../components/links"
import { RecordTable } from "../../components/record-table"
import { ASSET_STATUS_OPTIONS, CreateAsset } from "../../forms/asset-form"
import { useAssets } from "../../lib/api"
import { assetName, customerName, formatDay } from "../../lib/format"
import { useListParams } from "../../lib/list-params"
import { warrantyOptions } from "../../lib/ranges"
import type { Asset } from "../../lib/records"

const FILTER_IDS = ["status", "end_of_warranty_date", "created_at"]

const hrefOf = (asset: Asset) => `/assets/${asset.id}`
const column = createDataTableColumnHelper<Asset>()
const columns = [
  column.accessor("name", {
    header: "Asset",
    enableSorting: true,
    sortAscLabel: "A-Z",
    sortDescLabel: "Z-A",
    cell: ({ row: { original: asset } }) => (
      <TwoLines
        first={<TextLink to={hrefOf(asset)}>{assetName(asset)}</TextLink>}
        second={asset.name ? asset.product_variant?.product?.title : undefined}
      />
    ),
  }),
  column.accessor("serial_number", {
    header: "Serial number",
    enableSorting: true,
    sortAscLabel: "A-Z",
    sortDescLabel: "Z-A",
  }),
  column.accessor("product_variant", {
    header: "Variant",
    cell: ({ getValue }) => <TwoLines first={getValue()?.title ?? "-"} second={getValue()?.sku} />,
  }),
  column.accessor("customer", {
    header: "Owner",
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
  column.accessor("end_of_warranty_date", {
    header: "Warranty until",
    enableSorting: true,
    sortAscLabel: "Earliest first",
    sortDescLabel: "Latest first",
    cell: ({ getValue }) => formatDay(getValue()),
  }),
]

const filter = createDataTableFilterHelper<Asset>()
const filters = [
  filter.accessor("status", { type: "select", label: "Status", options: ASSET_STATUS_OPTIONS }),
  filter.accessor("end_of_warranty_date", {
    type: "date",
    label: "End of warranty",
    format: "date",
    rangeOptionLabel: "Between",
    rangeOptionStartLabel: "From",
    rangeOptionEndLabel: "Until",
    options: warrantyOptions(),
  }),
]

export default function AssetsPage() {
  const list = useListParams(FILTER_IDS)
  const { data, error, refetch } = useAssets(list.query)
  const [isCreating, setCreating] = useState(false)
  const navigate = useNavigate()
  return (
    <>
      <RecordTable
        title="Assets"
        noun="asset"
        explanation="Things that customers own"
        rows={data?.assets}
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
        <CreateAsset onClose={() => setCreating(false)} onCreated={(id) => navigate(`/assets/${id}`)} />
      )}
    </>
  )
}

export const config = defineRouteConfig({ label: "Assets", icon: Tools })
export const handle = { breadcrumb: () => "Assets" }
