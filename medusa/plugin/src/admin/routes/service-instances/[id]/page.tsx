import { Link as LinkIcon, PencilSquare, Trash, Users, XCircle } from "@medusajs/icons"
import { Button } from "@medusajs/ui"
import { useState } from "react"
import { type UIMatch, useNavigate, useParams } from "react-router-dom"

import { ActionMenu } from "../../../components/action-menu"
import { LinkedList } from "../../../components/linked-list"
import { CustomerLink, Status, TextLink, VariantLink } from "../../../components/links"
import { Nothing, Row, Section } from "../../../components/section"
import { Failed, Loading } from "../../../components/states"
import { Link, linkPath } from "../../../forms/link"
import { EditService } from "../../../forms/service-form"
import { Transfer } from "../../../forms/transfer"
import { useServiceInstance } from "../../../lib/api"
import {
  assetName,
  formatDay,
  formatMoney,
  PAYMENT_NAMES,
  serviceName,
  variantName,
} from "../../../lib/format"
import type { ServiceInstanceDetail } from "../../../lib/records"
import { assetsOf } from "../../../lib/searches"
import { useConfirmed } from "../../../lib/use-confirmed"

type Form = "edit" | "transfer" | "link"

export default function ServiceInstancePage() {
  const { id = "" } = useParams()
  const { data: service, error, refetch } = useServiceInstance(id)
  const [form, setForm] = useState<Form>()
  const close = () => setForm(undefined)
  if (error) {
    return <Failed error={error} onRetry={refetch} noun="service instance" />
  }
  if (!service) {
    return <Loading />
  }
  return (
    <div className="flex flex-col gap-y-3">
      <General service={service} open={setForm} />
      <Assets service={service} open={setForm} />
      {form === "edit" && <EditService service={service} onClose={close} />}
      {form === "transfer" && <TransferService service={service} onClose={close} />}
      {form === "link" && <LinkAsset service={service} onClose={close} />}
    </div>
  )
}

type PartProps = { service: ServiceInstanceDetail; open: (form: Form) => void }

function General({ service, open }: PartProps) {
  const navigate = useNavigate()
  const remove = useConfirmed("DELETE")
  const onDelete = async () => {
    const assets = service.assets.map((asset) => assetName(asset))
    const unlinked = assets.length > 0 ? ` It is unlinked from: ${assets.join(", ")}.` : ""
    const done = await remove(
      { path: pathOf(service) },
      {
        title: "Delete service instance?",
        description: `${serviceName(service)} is deleted. This cannot be undone.${unlinked}`,
        confirmText: "Delete",
        said: "The service was deleted.",
      },
    )
    if (done) {
      await navigate("/service-instances", { replace: true })
    }
  }
  return (
    <Section
      title={serviceName(service)}
      level="h1"
      actions={
        <>
          <Status status={service.status} />
          <ActionMenu
            label="Actions of the service instance"
            groups={[
              [{ label: "Edit", icon: <PencilSquare />, onSelect: () => open("edit") }],
              [{ label: "Transfer ownership", icon: <Users />, onSelect: () => open("transfer") }],
              [{ label: "Delete", icon: <Trash />, onSelect: onDelete }],
            ]}
          />
        </>
      }
    >
      <Row title="Product variant">
        <VariantLink id={service.product_variant_id} variant={service.product_variant} />
      </Row>
      <Row title="Customer">
        <CustomerLink id={service.customer_id} customer={service.customer} />
      </Row>
      <Row title="Payment">{PAYMENT_NAMES[service.payment_type]}</Row>
      <Row title="Price paid">{formatMoney(service.totals)}</Row>
      <Row title="Start">{formatDay(service.start_date)}</Row>
      <Row title="End">{formatDay(service.end_date)}</Row>
      <Row title="Bought on">{formatDay(service.purchase_date)}</Row>
      {service.order_id && (
        <Row title="Order">
          <TextLink to={`/orders/${service.order_id}`}>{service.order_id}</TextLink>
        </Row>
      )}
    </Section>
  )
}

function Assets({ service, open }: PartProps) {
  const unlink = useConfirmed("DELETE")
  const entries = service.assets.map((asset) => ({
    id: asset.id,
    href: `/assets/${asset.id}`,
    title: assetName(asset),
    detail: [asset.serial_number, asset.product_variant && variantName(asset.product_variant)]
      .filter(Boolean)
      .join(" · "),
    side: <Status status={asset.status} />,
    menu: (
      <ActionMenu
        label={`Actions of ${assetName(asset)}`}
        groups={[
          [
            {
              label: "Unlink",
              icon: <XCircle />,
              onSelect: () =>
                unlink(
                  { path: linkPath(service.id, asset.id) },
                  {
                    title: "Unlink asset?",
                    description: `${assetName(asset)} is removed from ${serviceName(service)}. Both stay.`,
                    confirmText: "Unlink",
                    said: "The link was removed.",
                  },
                ),
            },
          ],
        ]}
      />
    ),
  }))
  return (
    <Section
      title="Assets"
      actions={
        <Button size="small" variant="secondary" onClick={() => open("link")}>
          <LinkIcon /> Link asset
        </Button>
      }
    >
      {entries.length > 0 ? (
        <LinkedList label="Assets" entries={entries} />
      ) : (
        <Nothing>No asset is linked to this service.</Nothing>
      )}
    </Section>
  )
}

type FormProps = { service: ServiceInstanceDetail; onClose: () => void }

function TransferService({ service, onClose }: FormProps) {
  return (
    <Transfer
      subject={`the service ${serviceName(service)}`}
      path={pathOf(service)}
      ownerId={service.customer_id}
      linked={service.assets.map((asset) => ({
        id: asset.id,
        name: assetName(asset),
        customerId: asset.customer_id,
      }))}
      linkedNoun="assets"
      onClose={onClose}
    />
  )
}

function LinkAsset({ service, onClose }: FormProps) {
  const linked = service.assets.map((asset) => asset.id)
  return (
    <Link
      title="Link asset"
      description="Choose an asset of the same customer."
      label="Asset"
      search={assetsOf(service.customer_id, linked)}
      pathOf={(assetId) => linkPath(service.id, assetId)}
      onClose={onClose}
    />
  )
}

function pathOf(service: ServiceInstanceDetail): string {
  return `/admin/service-instances/${encodeURIComponent(service.id)}`
}

function Breadcrumb({ id }: { id: string }) {
  const { data } = useServiceInstance(id)
  return <>{data ? serviceName(data) : id}</>
}

export const handle = { breadcrumb: (match?: UIMatch) => <Breadcrumb id={match?.params.id ?? ""} /> }
