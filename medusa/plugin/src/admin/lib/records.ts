// What the plugin's Admin API returns, as far as the pages read it.

import type {
  AssetAddress,
  AssetStatus,
  Confirmation,
  PaymentType,
  ReferenceType,
  ServiceEventType,
  ServiceStatus,
  Totals,
} from "../../modules/assets-services/types"

export type {
  AssetAddress,
  AssetStatus,
  Confirmation,
  PaymentType,
  ReferenceType,
  ServiceEventType,
  ServiceStatus,
  Totals,
}

export type Customer = {
  id: string
  email: string | null
  first_name?: string | null
  last_name?: string | null
}

export type Variant = {
  id: string
  title: string | null
  sku: string | null
  product_id?: string | null
  product?: { id: string; title: string; thumbnail?: string | null; status?: string } | null
}

type Owned = {
  id: string
  name: string | null
  customer_id: string | null
  customer?: Customer | null
  product_variant_id: string
  product_variant?: Variant | null
  totals: Totals | null
  created_at: string
}

export type Asset = Owned & {
  thumbnail: string | null
  serial_number: string
  status: AssetStatus
  confirmation: Confirmation | null
  end_of_warranty_date: string | null
  address: AssetAddress | null
}

export type ServiceInstance = Owned & {
  customer_id: string
  status: ServiceStatus
  cancelled_at: string | null
  payment_type: PaymentType
  start_date: string
  end_date: string | null
  purchase_date: string | null
  order_id?: string | null
}

export type AssetDetail = Asset & { service_instances: ServiceInstance[] }
/** What became of a service; the plan is the one since then. */
export type ServiceEvent = {
  id: string
  event: ServiceEventType
  at: string
  actor_type: "CUSTOMER" | "OPERATOR"
  order_id: string | null
  payment_type: PaymentType
  period_start: string
  period_end: string | null
  totals: Totals | null
}

export type ServiceInstanceDetail = ServiceInstance & { assets: Asset[]; history: ServiceEvent[] }

export type ProductReference = {
  id: string
  reference_type: ReferenceType
  target_product_variant_id: string
  targetProduct: Variant | null
}

export type Page = { count: number; limit: number; offset: number }
