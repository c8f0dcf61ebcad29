import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { createProductsWorkflow } from "@medusajs/medusa/core-flows"

import { required } from "../seed/required"
import { NAME } from "./name"
import type { World } from "./world"

const STOCK = 100_000

type Parts = { channelId: string; profiles: string[]; typeId: string; locationIds: string[] }

/** Create a product of each kind, with stock; returns the variants by what is special about each. */
export async function createProducts(container: MedusaContainer, parts: Parts): Promise<World["variants"]> {
  const inventory = container.resolve(Modules.INVENTORY)
  const [left, right] = await inventory.createInventoryItems([
    { sku: `${NAME}-KIT-A`, requires_shipping: true },
    { sku: `${NAME}-KIT-B`, requires_shipping: true },
  ])
  const prices = (amount: number, more: object[] = []) => [
    { amount, currency_code: "eur" },
    { amount: amount * 11, currency_code: "sek" },
    ...more,
  ]
  const [profile, bulky] = parts.profiles
  const tiers = [{ amount: 6.4, currency_code: "eur", min_quantity: 5 }]
  const kit = [left, right].map((item, index) => ({
    inventory_item_id: required(item, "kit").id,
    required_quantity: index + 1,
  }))
  // Name, prices, what the product and its variant have beside.
  const rows: [string, object[], object, object][] = [
    ["plain", prices(19.99), {}, {}],
    ["odd price", prices(269.3577), {}, {}],
    ["reduced tax", prices(12.5), { type_id: parts.typeId }, {}],
    ["two taxes", prices(33.33), {}, {}],
    ["bulky", prices(120), { shipping_profile_id: bulky }, {}],
    ["digital", prices(5.55), { shipping_profile_id: undefined }, { manage_inventory: false }],
    ["backorder", prices(8.01), {}, { allow_backorder: true }],
    ["two locations", prices(7.77), {}, {}],
    ["not discountable", prices(49), { discountable: false }, {}],
    ["kit", prices(75.25), {}, { inventory_items: kit }],
    ["tiers", prices(9.9, tiers), {}, {}],
    ["free", prices(0), {}, {}],
    ["listed", prices(40), {}, {}],
    ["scarce", prices(15), {}, {}],
    ["gift card", prices(50), { is_giftcard: true }, { manage_inventory: false }],
    ["no price in crowns", [{ amount: 3, currency_code: "eur" }], {}, {}],
  ]
  const { result } = await createProductsWorkflow(container).run({
    input: {
      products: rows.map(([name, rowPrices, product, variant]) => ({
        title: `${NAME} ${name}`,
        status: "published" as const,
        shipping_profile_id: profile,
        sales_channels: [{ id: parts.channelId }],
        options: [{ title: "Kind", values: ["one"] }],
        weight: 300,
        ...product,
        variants: [
          {
            title: name,
            sku: `${NAME}-${name.toUpperCase().replaceAll(" ", "-")}`,
            manage_inventory: true,
            options: { Kind: "one" },
            prices: rowPrices,
            ...variant,
          },
        ],
      })),
    } as Parameters<ReturnType<typeof createProductsWorkflow>["run"]>[0] extends { input?: infer Input }
      ? Input
      : never,
  })
  const variants = Object.fromEntries(
    rows.map(([name], index) => [name, required(result[index]?.variants[0], name).id]),
  )
  await createStock(container, variants, parts.locationIds)
  return variants
}

async function createStock(
  container: MedusaContainer,
  variants: World["variants"],
  [one = "", two = "", unlinked = ""]: string[],
): Promise<void> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "variant",
    fields: ["id", "inventory_items.inventory_item_id"],
    filters: { id: Object.values(variants) },
  })
  const levels = data.flatMap((variant) =>
    (variant.inventory_items ?? []).flatMap((item: { inventory_item_id: string } | null) => {
      const inventory_item_id = item?.inventory_item_id ?? ""
      const level = (location_id: string, stocked_quantity: number) => ({
        inventory_item_id,
        location_id,
        stocked_quantity,
      })
      switch (variant.id) {
        case variants["two locations"]:
          // Of two that have enough Medusa takes the first that the database returns, in no fixed order.
          return [level(one, 0), level(two, STOCK)]
        case variants.scarce:
          return [level(one, 3), level(unlinked, STOCK)]
        case variants.backorder:
          return [level(one, 0)]
        default:
          return [level(one, STOCK)]
      }
    }),
  )
  await container.resolve(Modules.INVENTORY).createInventoryLevels(levels)
}
