import { defineRouteConfig } from "@medusajs/admin-sdk"
import { Tools } from "@medusajs/icons"
import { createDataTableColumnHelper, createDataTableFilterHelper } from "@medusajs/ui"

import { CustomerCell, Status, TextLink, TwoLines } from "../../components/links"
import { RecordTable, sortedDay, sortedText } from "../../components/record-table"
import { ASSET_STATUS_OPTIONS, CreateAsset } from "../../forms/asset-form"
import { useAssets } from "../../lib/api"
import { assetName, formatDay } from "../../lib/format"
import { useListParams } from "../../lib/list-params"
import { endFilter } from "../../lib/ranges"
import type { Asset } from "../../lib/records"

const FILTER_IDS = ["status", "end_of_warranty_date", "created_at"]

const column = createDataTableColumnHelper<Asset>()
const columns = [
  column.accessor("name", {
    header: "Asset",
    ...sortedText,
    cell: ({ row: { original: asset } }) => (
      <TwoLines
        first={<TextLink to={`/assets/${asset.id}`}>{assetName(asset)}</TextLink>}
        second={asset.name ? asset.product_variant?.product?.title : undefined}
      />
    ),
  }),
  column.accessor("serial_number", {
    header: "Serial number",
    ...sortedText,
  }),
  column.accessor("product_variant", {
    header: "Variant",
    cell: ({ getValue }) => <TwoLines first={getValue()?.title ?? "-"} second={getValue()?.sku} />,
  }),
  column.accessor("customer", {
    header: "Owner",
    cell: ({ getValue }) => <CustomerCell customer={getValue()} />,
  }),
  column.accessor("status", {
    header: "Status",
    ...sortedText,
    cell: ({ getValue }) => <Status status={getValue()} />,
  }),
  column.accessor("end_of_warranty_date", {
    header: "Warranty until",
    ...sortedDay,
    cell: ({ getValue }) => formatDay(getValue()),
  }),
]

const filter = createDataTableFilterHelper<Asset>()
const filters = [
  filter.accessor("status", { type: "select", label: "Status", options: ASSET_STATUS_OPTIONS }),
  filter.accessor("end_of_warranty_date", endFilter("End of warranty")),
]

export default function AssetsPage() {
  const list = useListParams(FILTER_IDS)
  const result = useAssets(list.query)
  return (
    <RecordTable
      title="Assets"
      noun="asset"
      explanation="Things that customers own"
      path="/assets"
      result={result}
      columns={columns}
      filters={filters}
      list={list}
      Create={CreateAsset}
    />
  )
}

export const config = defineRouteConfig({ label: "Assets", icon: Tools })
export const handle = { breadcrumb: () => "Assets" }
