import { PencilSquare, Trash, Users, XCircle } from "@medusajs/icons"
import { useState } from "react"
import { type UIMatch, useParams } from "react-router-dom"

import { ActionMenu } from "../../../components/action-menu"
import { LinkedSection } from "../../../components/linked-section"
import { CustomerLink, Status, TextLink, VariantLink } from "../../../components/links"
import { Nothing, Row, Section } from "../../../components/section"
import { Failed, Loading } from "../../../components/states"
import { Link } from "../../../forms/link"
import { EditService } from "../../../forms/service-form"
import { Transfer } from "../../../forms/transfer"
import { linkPath, servicePath, useServiceInstance } from "../../../lib/api"
import {
  assetName,
  EVENT_NAMES,
  formatDay,
  formatMoney,
  PAYMENT_NAMES,
  serviceName,
  variantName,
} from "../../../lib/format"
import type { ServiceInstanceDetail } from "../../../lib/records"
import { assetsOf } from "../../../lib/searches"
import { useConfirmed, useDelete } from "../../../lib/use-confirmed"

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
  const { assets } = service
  return (
    <div className="flex flex-col gap-y-3">
      <General service={service} open={setForm} />
      <Assets service={service} open={setForm} />
      <History service={service} />
      {form === "edit" && <EditService service={service} onClose={close} />}
      {form === "transfer" && (
        <Transfer
          subject={`the service ${serviceName(service)}`}
          path={servicePath(service.id)}
          ownerId={service.customer_id}
          linked={assets.map((one) => ({ name: assetName(one), customerId: one.customer_id }))}
          linkedNoun="assets"
          onClose={close}
        />
      )}
      {form === "link" && (
        <Link
          noun="asset"
          search={assetsOf(
            service.customer_id,
            assets.map((one) => one.id),
          )}
          pathOf={(assetId) => linkPath(service.id, assetId)}
          onClose={close}
        />
      )}
    </div>
  )
}

type PartProps = { service: ServiceInstanceDetail; open: (form: Form) => void }

function General({ service, open }: PartProps) {
  const remove = useDelete("service instance", "/service-instances")
  const assets = service.assets.map((asset) => assetName(asset))
  const cancel = useConfirmed("POST")
  const onCancel = () =>
    cancel(
      { path: `${servicePath(service.id)}/cancel` },
      {
        title: "Cancel the service?",
        description: `${serviceName(service)} ends on ${formatDay(service.end_date)}, with the paid period.`,
        confirmText: "Cancel the service",
        said: "The service was cancelled.",
      },
    )
  const canEnd = service.status === "ACTIVE" && service.end_date && !service.cancelled_at
  const onDelete = () => remove(servicePath(service.id), serviceName(service), assets)
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
              canEnd ? [{ label: "Cancel the service", icon: <XCircle />, onSelect: onCancel }] : [],
              [{ label: "Delete", icon: <Trash />, onSelect: onDelete }],
            ].filter((actions) => actions.length > 0)}
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
      {service.cancelled_at && <Row title="Cancelled on">{formatDay(service.cancelled_at)}</Row>}
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
  return (
    <LinkedSection
      title="Assets"
      noun="asset"
      linked={service.assets.map((asset) => ({
        href: `/assets/${asset.id}`,
        name: assetName(asset),
        details: [asset.serial_number, asset.product_variant && variantName(asset.product_variant)],
        status: asset.status,
        link: { asset, service },
      }))}
      nothing="No asset is linked to this service."
      onLink={() => open("link")}
    />
  )
}

function History({ service }: { service: ServiceInstanceDetail }) {
  const history = [...service.history].sort((a, b) => a.at.localeCompare(b.at))
  return (
    <Section title="History">
      {history.map((one) => (
        <Row key={one.id} title={`${formatDay(one.at)}: ${EVENT_NAMES[one.event]}`}>
          {[
            PAYMENT_NAMES[one.payment_type],
            `${formatDay(one.period_start)} to ${formatDay(one.period_end)}`,
            one.totals && formatMoney(one.totals),
            one.actor_type === "OPERATOR" && "by an operator",
          ]
            .filter(Boolean)
            .join(", ")}{" "}
          {one.order_id && <TextLink to={`/orders/${one.order_id}`}>{one.order_id}</TextLink>}
        </Row>
      ))}
      {history.length === 0 && <Nothing>Nothing has changed since it was created.</Nothing>}
    </Section>
  )
}

function Breadcrumb({ id }: { id: string }) {
  const { data } = useServiceInstance(id)
  return <>{data ? serviceName(data) : id}</>
}

export const handle = { breadcrumb: (match?: UIMatch) => <Breadcrumb id={match?.params.id ?? ""} /> }
