import { CheckCircle, PencilSquare, Trash, User, Users, XCircle } from "@medusajs/icons"
import { Button } from "@medusajs/ui"
import { useState } from "react"
import { type UIMatch, useNavigate, useParams } from "react-router-dom"

import { type Action, ActionMenu } from "../../../components/action-menu"
import { LinkedSection } from "../../../components/linked-section"
import { CustomerLink, Status, VariantLink } from "../../../components/links"
import { Nothing, Row, Section } from "../../../components/section"
import { Failed, Loading } from "../../../components/states"
import { EditAddress } from "../../../forms/address-form"
import { EditAsset } from "../../../forms/asset-form"
import { Link } from "../../../forms/link"
import { Transfer } from "../../../forms/transfer"
import { assetPath, linkPath, useAsset } from "../../../lib/api"
import {
  addressLines,
  assetName,
  formatDay,
  formatMoney,
  PAYMENT_NAMES,
  serviceName,
} from "../../../lib/format"
import type { AssetDetail } from "../../../lib/records"
import { servicesOf } from "../../../lib/searches"
import { unlinkedFrom, useConfirmed, useDelete } from "../../../lib/use-confirmed"

type Form = "edit" | "address" | "transfer" | "link"

export default function AssetPage() {
  const { id = "" } = useParams()
  const { data: asset, error, refetch } = useAsset(id)
  const [form, setForm] = useState<Form>()
  const close = () => setForm(undefined)
  if (error) {
    return <Failed error={error} onRetry={refetch} noun="asset" />
  }
  if (!asset) {
    return <Loading sections={3} />
  }
  const services = asset.service_instances
  return (
    <div className="flex flex-col gap-y-3">
      <General asset={asset} open={setForm} />
      <Services asset={asset} open={setForm} />
      <Address asset={asset} open={setForm} />
      {form === "edit" && <EditAsset asset={asset} onClose={close} />}
      {form === "address" && <EditAddress asset={asset} onClose={close} />}
      {form === "transfer" && (
        <Transfer
          subject={`the asset ${assetName(asset)}`}
          path={assetPath(asset.id)}
          ownerId={asset.customer_id}
          linked={services.map((one) => ({ name: serviceName(one), customerId: one.customer_id }))}
          linkedNoun="services"
          onClose={close}
        />
      )}
      {form === "link" && (
        <Link
          noun="service"
          search={servicesOf(
            asset.customer_id ?? "",
            services.map((one) => one.id),
          )}
          pathOf={(serviceId) => linkPath(serviceId, asset.id)}
          onClose={close}
        />
      )}
    </div>
  )
}

type PartProps = { asset: AssetDetail; open: (form: Form) => void }

function General({ asset, open }: PartProps) {
  const remove = useDelete("asset", "/assets")
  const disown = useConfirmed("PATCH")
  const path = assetPath(asset.id)
  const services = asset.service_instances.map((service) => serviceName(service))
  const onDelete = () => remove(path, `${assetName(asset)} (${asset.serial_number})`, services)
  const onDisown = () =>
    disown(
      { path, body: { customer_id: null } },
      {
        title: "Remove the owner?",
        description: `${assetName(asset)} then belongs to no customer.${unlinkedFrom(services)}`,
        confirmText: "Remove",
        said: "The owner was removed.",
      },
    )
  const decisions = useDecisions(asset)
  const ownership: Action[] = [
    { label: "Transfer ownership", icon: <Users />, onSelect: () => open("transfer") },
    ...(asset.customer_id ? [{ label: "Remove owner", icon: <User />, onSelect: onDisown }] : []),
  ]
  return (
    <Section
      title={assetName(asset)}
      level="h1"
      actions={
        <>
          <Status status={asset.status} />
          <ActionMenu
            label="Actions of the asset"
            groups={[
              ...(decisions.length > 0 ? [decisions] : []),
              [{ label: "Edit", icon: <PencilSquare />, onSelect: () => open("edit") }],
              ownership,
              [{ label: "Delete", icon: <Trash />, onSelect: onDelete }],
            ]}
          />
        </>
      }
    >
      {asset.confirmation === "PENDING" && (
        <Row title="Confirmation">Registered by the customer, no order proves it: confirm or reject it.</Row>
      )}
      <Row title="Serial number">{asset.serial_number}</Row>
      <Row title="Product variant">
        <VariantLink id={asset.product_variant_id} variant={asset.product_variant} />
      </Row>
      <Row title="Owner">
        <CustomerLink id={asset.customer_id} customer={asset.customer} />
      </Row>
      <Row title="End of warranty">{formatDay(asset.end_of_warranty_date)}</Row>
      <Row title="Price paid">{formatMoney(asset.totals)}</Row>
      <Row title="Image">
        <Image url={asset.thumbnail ?? asset.product_variant?.product?.thumbnail} name={assetName(asset)} />
      </Row>
    </Section>
  )
}

/** What an operator may do with an asset that a customer has registered and no order proves. */
function useDecisions(asset: AssetDetail): Action[] {
  const confirm = useConfirmed("POST")
  const reject = useConfirmed("DELETE")
  const navigate = useNavigate()
  if (asset.confirmation !== "PENDING") {
    return []
  }
  const path = assetPath(asset.id)
  const name = `${assetName(asset)} (${asset.serial_number})`
  const onConfirm = () =>
    confirm(
      { path: `${path}/confirm` },
      {
        title: "Confirm the asset?",
        description: `${name} becomes active for its owner.`,
        confirmText: "Confirm",
        said: "The asset was confirmed.",
      },
    )
  const onReject = async () => {
    const texts = { title: "Reject the asset?", confirmText: "Reject", said: "The asset was rejected." }
    const description = `${name} is deleted, and its serial number can be registered again.`
    if (await reject({ path }, { ...texts, description })) {
      await navigate("/assets", { replace: true })
    }
  }
  return [
    { label: "Confirm", icon: <CheckCircle />, onSelect: onConfirm },
    { label: "Reject", icon: <XCircle />, onSelect: onReject },
  ]
}

function Image({ url, name }: { url: string | null | undefined; name: string }) {
  if (!url || !/^(https?:)?\//.test(url)) {
    return <>{url ?? "-"}</>
  }
  return <img src={url} alt={name} className="border-ui-border-base size-12 rounded border object-cover" />
}

function Services({ asset, open }: PartProps) {
  return (
    <LinkedSection
      title="Services"
      noun="service"
      linked={asset.service_instances.map((service) => ({
        href: `/service-instances/${service.id}`,
        name: serviceName(service),
        details: [
          PAYMENT_NAMES[service.payment_type],
          service.end_date && `until ${formatDay(service.end_date)}`,
        ],
        status: service.status,
        link: { asset, service },
      }))}
      nothing={
        asset.customer_id
          ? "No service is linked to this asset."
          : "Only an asset with an owner can have services."
      }
      onLink={asset.customer_id ? () => open("link") : undefined}
    />
  )
}

function Address({ asset, open }: PartProps) {
  return (
    <Section
      title="Address"
      actions={
        <Button size="small" variant="secondary" onClick={() => open("address")}>
          Edit
        </Button>
      }
    >
      {asset.address ? (
        <address className="txt-small text-ui-fg-subtle px-6 py-4 not-italic">
          {addressLines(asset.address).map((line) => (
            <div key={line}>{line}</div>
          ))}
        </address>
      ) : (
        <Nothing>It is not known where this asset stands.</Nothing>
      )}
    </Section>
  )
}

function Breadcrumb({ id }: { id: string }) {
  const { data } = useAsset(id)
  return <>{data ? assetName(data) : id}</>
}

export const handle = { breadcrumb: (match?: UIMatch) => <Breadcrumb id={match?.params.id ?? ""} /> }
