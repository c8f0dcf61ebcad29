import { StatusBadge, Text } from "@medusajs/ui"
import type { ReactNode } from "react"
import { Link } from "react-router-dom"

import { customerName, STATUS_COLORS, STATUS_NAMES, variantName } from "../lib/format"
import type { AssetStatus, Customer, ServiceStatus, Variant } from "../lib/records"

export function TextLink({ to, children }: { to: string; children: ReactNode }) {
  return (
    <Link to={to} className="text-ui-fg-interactive hover:text-ui-fg-interactive-hover transition-fg">
      {children}
    </Link>
  )
}

export function Status({ status }: { status: AssetStatus | ServiceStatus }) {
  return <StatusBadge color={STATUS_COLORS[status]}>{STATUS_NAMES[status]}</StatusBadge>
}

/** A record's owner, with a link to the customer's page. */
export function CustomerLink({ id, customer }: { id: string | null; customer?: Customer | null }) {
  if (!id) {
    return <>-</>
  }
  if (!customer) {
    return <>Deleted customer ({id})</>
  }
  const name = customerName(customer)
  return (
    <div className="flex flex-col gap-y-1">
      <TextLink to={`/customers/${customer.id}`}>{customer.email ?? customer.id}</TextLink>
      {name && <span>{name}</span>}
    </div>
  )
}

/** A record's variant, with a link to its page. */
export function VariantLink({ id, variant }: { id: string; variant?: Variant | null }) {
  const productId = variant?.product?.id ?? variant?.product_id
  if (!variant || !productId) {
    return <>Deleted variant ({id})</>
  }
  return (
    <div className="flex flex-col gap-y-1">
      <TextLink to={`/products/${productId}/variants/${variant.id}`}>{variantName(variant)}</TextLink>
      {variant.sku && <span>{variant.sku}</span>}
    </div>
  )
}

/** A table's cell with a record's owner. */
export function CustomerCell({ customer }: { customer: Customer | null | undefined }) {
  return <TwoLines first={customer?.email ?? "-"} second={customer && customerName(customer)} />
}

/** Two lines of a table's cell. */
export function TwoLines({ first, second }: { first: ReactNode; second?: ReactNode }) {
  return (
    <div className="flex min-w-0 flex-col py-2">
      <span className="text-ui-fg-base truncate">{first}</span>
      {second && (
        <Text as="span" size="xsmall" leading="compact" className="text-ui-fg-subtle truncate">
          {second}
        </Text>
      )}
    </div>
  )
}
