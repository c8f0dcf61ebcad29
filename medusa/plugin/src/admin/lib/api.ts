import {
  keepPreviousData,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query"

import type {
  Asset,
  AssetDetail,
  Page,
  ProductReference,
  ReferenceType,
  ServiceInstance,
  ServiceInstanceDetail,
} from "./records"
import { sdk } from "./sdk"

type Query = Record<string, unknown>
type Method = "POST" | "PATCH" | "DELETE"

const ROOT = "storefront-bundle"
const PERSON = ["customer.id", "customer.email", "customer.first_name", "customer.last_name"]
const PRODUCT = [
  "product_variant.id",
  "product_variant.title",
  "product_variant.sku",
  "product_variant.product.id",
  "product_variant.product.title",
  "product_variant.product.thumbnail",
]
const ASSET_LIST = [
  "id",
  "name",
  "thumbnail",
  "serial_number",
  "status",
  "end_of_warranty_date",
  "created_at",
  ...PERSON,
  ...PRODUCT,
]
const SERVICE_LIST = [
  "id",
  "name",
  "status",
  "payment_type",
  "start_date",
  "end_date",
  "created_at",
  ...PERSON,
  ...PRODUCT,
]
const ASSET = [
  ...ASSET_LIST,
  ...["totals", "address", "customer_id", "product_variant_id", "confirmation"],
  ...["id", "name", "status", "payment_type", "customer_id", "end_date"].map(
    (name) => `service_instances.${name}`,
  ),
  ...["id", "title", "product.title"].map((name) => `service_instances.product_variant.${name}`),
]
const SERVICE = [
  ...SERVICE_LIST,
  ...["totals", "purchase_date", "cancelled_at", "order_id", "customer_id", "product_variant_id"],
  ...[
    "id",
    "event",
    "at",
    "actor_type",
    "order_id",
    "payment_type",
    "period_start",
    "period_end",
    "totals",
  ].map((name) => `history.${name}`),
  ...["id", "name", "serial_number", "status", "customer_id"].map((name) => `assets.${name}`),
  ...["id", "title", "product.title"].map((name) => `assets.product_variant.${name}`),
]

function get<Result>(path: string, query: Query): Promise<Result> {
  return sdk.client.fetch<Result>(path, { query })
}

export function listAssets(query: Query): Promise<Page & { assets: Asset[] }> {
  return get("/admin/assets", { fields: ASSET_LIST.join(), ...query })
}

export function listServiceInstances(query: Query): Promise<Page & { serviceInstances: ServiceInstance[] }> {
  return get("/admin/service-instances", { fields: SERVICE_LIST.join(), ...query })
}

export function useAssets(query: Query) {
  return useQuery({
    queryKey: [ROOT, "assets", query],
    queryFn: () => listAssets(query),
    select: ({ assets, count }) => ({ rows: assets, count }),
    placeholderData: keepPreviousData,
  })
}

export function useServiceInstances(query: Query) {
  return useQuery({
    queryKey: [ROOT, "service-instances", query],
    queryFn: () => listServiceInstances(query),
    select: ({ serviceInstances, count }) => ({ rows: serviceInstances, count }),
    placeholderData: keepPreviousData,
  })
}

export function assetPath(id: string): string {
  return `/admin/assets/${encodeURIComponent(id)}`
}

export function servicePath(id: string): string {
  return `/admin/service-instances/${encodeURIComponent(id)}`
}

/** Return the path of the link between a service and an asset. */
export function linkPath(serviceId: string, assetId: string): string {
  return `${servicePath(serviceId)}/assets/${encodeURIComponent(assetId)}/link`
}

export function useAsset(id: string): UseQueryResult<AssetDetail> {
  return useQuery({
    queryKey: [ROOT, "asset", id],
    queryFn: async () => {
      const { asset } = await get<{ asset: AssetDetail }>(assetPath(id), { fields: ASSET.join() })
      return asset
    },
  })
}

export function useServiceInstance(id: string): UseQueryResult<ServiceInstanceDetail> {
  return useQuery({
    queryKey: [ROOT, "service-instance", id],
    queryFn: async () => {
      const { serviceInstance } = await get<{ serviceInstance: ServiceInstanceDetail }>(servicePath(id), {
        fields: SERVICE.join(),
      })
      return serviceInstance
    },
  })
}

/** The path of a variant's references. */
export function referencesPath(productId: string, variantId: string): string {
  return `/admin/products/${encodeURIComponent(productId)}/variants/${encodeURIComponent(variantId)}/references`
}

export function useReferences(
  path: string,
  query: { limit: number; offset: number; referenceType?: ReferenceType },
) {
  return useQuery({
    queryKey: [ROOT, "references", path, query],
    queryFn: () => get<Page & { productReferences: ProductReference[] }>(path, query),
    placeholderData: keepPreviousData,
  })
}

/** The currencies in which the shop sells, the store's own first. */
export function useCurrencies() {
  return useQuery({
    queryKey: [ROOT, "currencies"],
    queryFn: async () => {
      const { stores } = await sdk.admin.store.list({ fields: "id,*supported_currencies" })
      const known = stores[0]?.supported_currencies ?? []
      return [...known]
        .sort((a, b) => Number(b.is_default) - Number(a.is_default))
        .map((one) => one.currency_code)
    },
  })
}

/** The codes of the countries in which the shop sells. */
export function useCountries() {
  return useQuery({
    queryKey: [ROOT, "countries"],
    queryFn: async () => {
      const { regions } = await sdk.admin.region.list({ fields: "id,*countries", limit: 1000 })
      return [
        ...new Set(regions.flatMap((region) => region.countries?.flatMap((one) => one.iso_2 ?? []) ?? [])),
      ]
    },
  })
}

/** Return a function that changes something on the server; all that the pages read is read again afterwards. */
export function useChange<Result = unknown>(method: Method) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ path, body }: { path: string; body?: Query }) =>
      sdk.client.fetch<Result>(path, { method, body }),
    onSuccess: (_result, { path }) => {
      // What was deleted is not read again: its page would say so before it is left.
      const gone = method === "DELETE" ? decodeURIComponent(path.split("/").at(-1) ?? "") : undefined
      return client.invalidateQueries({ queryKey: [ROOT], predicate: (query) => query.queryKey[2] !== gone })
    },
  })
}
