import { defineWidgetConfig } from "@medusajs/admin-sdk"
import { Trash } from "@medusajs/icons"
import { Badge, Button, Select, Table } from "@medusajs/ui"
import { useState } from "react"

import { ActionMenu } from "../components/action-menu"
import { TextLink } from "../components/links"
import { Nothing, Section } from "../components/section"
import { Failed, Loading } from "../components/states"
import { AddReference } from "../forms/add-reference"
import { referencesPath, useReferences } from "../lib/api"
import { isTurnedOff } from "../lib/faults"
import { optionsOf, REFERENCE_NAMES, variantName } from "../lib/format"
import type { ProductReference, ReferenceType } from "../lib/records"
import { useConfirmed } from "../lib/use-confirmed"

const PAGE_SIZE = 10
const ALL = "ALL"

type Props = { data: { id: string; product_id?: string | null } }

/** What a variant refers to: spare parts, accessories, replacements, tools, services. */
function VariantReferences({ data: variant }: Props) {
  const [type, setType] = useState<ReferenceType>()
  const [page, setPage] = useState(0)
  const [isAdding, setAdding] = useState(false)
  const path = referencesPath(variant.product_id ?? "", variant.id)
  const { data, error, refetch } = useReferences(path, {
    limit: PAGE_SIZE,
    offset: page * PAGE_SIZE,
    ...(type ? { referenceType: type } : {}),
  })
  if (isTurnedOff(error)) {
    return null
  }
  if (error) {
    return <Failed error={error} onRetry={refetch} noun="variant" />
  }
  if (!data) {
    return <Loading sections={1} />
  }
  const pages = Math.max(1, Math.ceil(data.count / PAGE_SIZE))
  return (
    <Section
      title="References"
      actions={
        <>
          <TypeFilter
            value={type}
            onChange={(chosen) => {
              setType(chosen)
              setPage(0)
            }}
          />
          <Button size="small" variant="secondary" onClick={() => setAdding(true)}>
            Add
          </Button>
        </>
      }
    >
      {data.productReferences.length > 0 ? (
        <References references={data.productReferences} onRemoved={() => setPage(0)} />
      ) : (
        <Nothing>
          {type
            ? "This variant has no reference of this type."
            : "This variant refers to no other: no spare part, accessory, replacement, tool or service."}
        </Nothing>
      )}
      {data.count > PAGE_SIZE && (
        <Table.Pagination
          count={data.count}
          pageSize={PAGE_SIZE}
          pageIndex={page}
          pageCount={pages}
          canPreviousPage={page > 0}
          canNextPage={page < pages - 1}
          previousPage={() => setPage(page - 1)}
          nextPage={() => setPage(page + 1)}
        />
      )}
      {isAdding && <AddReference variantId={variant.id} path={path} onClose={() => setAdding(false)} />}
    </Section>
  )
}

type FilterProps = { value: ReferenceType | undefined; onChange: (type: ReferenceType | undefined) => void }

function TypeFilter({ value, onChange }: FilterProps) {
  const choose = (chosen: string) => onChange(chosen === ALL ? undefined : (chosen as ReferenceType))
  return (
    <div className="w-[180px]">
      <Select size="small" value={value ?? ALL} onValueChange={choose}>
        <Select.Trigger aria-label="Type of reference">
          <Select.Value />
        </Select.Trigger>
        <Select.Content>
          {[{ value: ALL, label: "All types" }, ...optionsOf(REFERENCE_NAMES)].map((option) => (
            <Select.Item key={option.value} value={option.value}>
              {option.label}
            </Select.Item>
          ))}
        </Select.Content>
      </Select>
    </div>
  )
}

function References({ references, onRemoved }: { references: ProductReference[]; onRemoved: () => void }) {
  const remove = useConfirmed("DELETE")
  const onRemove = async (reference: ProductReference) => {
    const done = await remove(
      { path: `/admin/products/references/${encodeURIComponent(reference.id)}` },
      {
        title: "Remove reference?",
        description: `${targetName(reference)} is no longer a ${REFERENCE_NAMES[reference.reference_type].toLowerCase()} of this variant.`,
        confirmText: "Remove",
        said: "The reference was removed.",
      },
    )
    if (done) {
      onRemoved()
    }
  }
  return (
    <Table aria-label="References">
      <Table.Header>
        <Table.Row>
          <Table.HeaderCell>Type</Table.HeaderCell>
          <Table.HeaderCell>Variant</Table.HeaderCell>
          <Table.HeaderCell>SKU</Table.HeaderCell>
          <Table.HeaderCell>
            <span className="sr-only">Actions</span>
          </Table.HeaderCell>
        </Table.Row>
      </Table.Header>
      <Table.Body>
        {references.map((reference) => (
          <Table.Row key={reference.id}>
            <Table.Cell>
              <Badge size="2xsmall" className="whitespace-nowrap">
                {REFERENCE_NAMES[reference.reference_type]}
              </Badge>
            </Table.Cell>
            <Table.Cell>
              <Target reference={reference} />
            </Table.Cell>
            <Table.Cell>{reference.targetProduct?.sku ?? "-"}</Table.Cell>
            <Table.Cell className="text-right">
              <ActionMenu
                label={`Actions of ${targetName(reference)}`}
                groups={[[{ label: "Remove", icon: <Trash />, onSelect: () => onRemove(reference) }]]}
              />
            </Table.Cell>
          </Table.Row>
        ))}
      </Table.Body>
    </Table>
  )
}

function Target({ reference }: { reference: ProductReference }) {
  const target = reference.targetProduct
  const productId = target?.product?.id ?? target?.product_id
  if (!target || !productId) {
    return <>{targetName(reference)}</>
  }
  return <TextLink to={`/products/${productId}/variants/${target.id}`}>{targetName(reference)}</TextLink>
}

function targetName({ targetProduct: target, target_product_variant_id: id }: ProductReference): string {
  return target ? variantName(target) : `Deleted variant (${id})`
}

export const config = defineWidgetConfig({ zone: "product_variant.details.after" })
export default VariantReferences
