import type { MedusaContainer } from "@medusajs/framework/types"
import {
  ASSETS_SERVICES_MODULE,
  type AssetsServicesService,
  type ReferenceType,
} from "medusa-plugin-storefront-bundle/modules/assets-services"

import { ASSETS, REFERENCES, SERVICES } from "./assets-services-data"
import type { Catalog } from "./catalog"
import type { Customer } from "./customers"
import { variantId } from "./orders"
import { required } from "./required"

type Records = { assets: string[][]; services: string[][] }

/**
 * Create the customers' assets and services, and references between variants; returns the ids by customer.
 */
export async function seedAssetsServices(
  container: MedusaContainer,
  catalog: Catalog,
  customers: Customer[],
): Promise<Records> {
  const service: AssetsServicesService = container.resolve(ASSETS_SERVICES_MODULE)
  const assetIds = await seedAssets(service, catalog, customers)
  const serviceIds = await seedServices(service, catalog, customers, assetIds)
  await seedReferences(service, catalog)
  const ofCustomer = (owner: number) => ASSETS.filter((asset) => asset.owner === owner)
  return {
    assets: customers.map((_, owner) => ofCustomer(owner).map((asset) => assetId(assetIds, asset.serial))),
    services: serviceIds,
  }
}

async function seedAssets(
  service: AssetsServicesService,
  catalog: Catalog,
  customers: Customer[],
): Promise<Map<string, string>> {
  const known = await service.listAssets({ serial_number: ASSETS.map((asset) => asset.serial) })
  const missing = ASSETS.filter((asset) => !known.some((one) => one.serial_number === asset.serial))
  const created = await service.createAssets(
    missing.map((asset) => {
      const owner = required(customers[asset.owner], `customer ${asset.owner}`)
      return {
        name: asset.name,
        serial_number: asset.serial,
        status: asset.status,
        end_of_warranty_date: asset.warrantyDays === undefined ? null : inDays(asset.warrantyDays),
        totals: eur(asset.paid),
        address: installationAddress(owner),
        customer_id: owner.id,
        product_variant_id: variantId(catalog, asset.sku),
      }
    }),
  )
  return new Map([...known, ...created].map((asset) => [asset.serial_number, asset.id]))
}

async function seedServices(
  service: AssetsServicesService,
  catalog: Catalog,
  customers: Customer[],
  assetIds: Map<string, string>,
): Promise<string[][]> {
  const known = await service.listServiceInstances({ customer_id: customers.map((customer) => customer.id) })
  const ids: string[][] = customers.map(() => [])
  for (const seed of SERVICES) {
    const customer = required(customers[seed.owner], `customer ${seed.owner}`)
    const product_variant_id = variantId(catalog, seed.sku)
    const isThere = known.find(
      (one) => one.customer_id === customer.id && one.product_variant_id === product_variant_id,
    )
    const instance =
      isThere ??
      (await service.createServiceInstances({
        name: seed.name,
        status: seed.status,
        payment_type: seed.payment,
        start_date: inDays(seed.fromDays),
        end_date: seed.toDays === undefined ? null : inDays(seed.toDays),
        purchase_date: inDays(Math.min(seed.fromDays, 0)),
        totals: eur(seed.paid),
        customer_id: customer.id,
        product_variant_id,
        assets: seed.assets.map((serial) => assetId(assetIds, serial)),
      }))
    ids[seed.owner]?.push(instance.id)
  }
  return ids
}

async function seedReferences(service: AssetsServicesService, catalog: Catalog): Promise<void> {
  const wanted = Object.entries(REFERENCES).flatMap(([prefix, byType]) =>
    skusWith(catalog, prefix).flatMap((source) =>
      Object.entries(byType).flatMap(([type, targets]) =>
        targets.map((target) => ({
          source_product_variant_id: variantId(catalog, source),
          target_product_variant_id: variantId(catalog, target),
          reference_type: type as ReferenceType,
        })),
      ),
    ),
  )
  const key = (reference: (typeof wanted)[number]) =>
    [
      reference.source_product_variant_id,
      reference.reference_type,
      reference.target_product_variant_id,
    ].join()
  const known = new Set((await service.listProductReferences({}, { take: 1000 })).map(key))
  await service.createProductReferences(wanted.filter((reference) => !known.has(key(reference))))
}

function skusWith(catalog: Catalog, prefix: string): string[] {
  const skus = catalog.products.flatMap((product) => product.variants.map((variant) => variant.sku))
  return skus.filter((sku) => sku.startsWith(prefix))
}

const ADDRESS_FIELDS = [
  "first_name",
  "last_name",
  "company",
  "address_1",
  "address_2",
  "city",
  "province",
  "postal_code",
  "country_code",
  "phone",
] as const

function installationAddress(customer: Customer) {
  const address = required(customer.addresses[0], `address of ${customer.first_name}`)
  return Object.fromEntries(ADDRESS_FIELDS.map((name) => [name, address[name]]))
}

function assetId(ids: Map<string, string>, serial: string): string {
  return required(ids.get(serial), `asset ${serial}`)
}

function eur(value: number) {
  return { currency: "eur", total_price: { value } }
}

function inDays(days: number): Date {
  return new Date(Date.now() + days * 86_400_000)
}
