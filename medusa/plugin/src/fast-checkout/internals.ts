import { dirname, join } from "node:path"

type Fields = Record<
  | "cartFieldsForRefreshSteps"
  | "cartFieldsForPricingContext"
  | "cartFieldsForCalculateShippingOptionsPrices"
  | "productVariantsFields",
  string[]
>
type Line = Record<string, unknown>
type Internals = Fields & {
  requiredVariantFieldsForInventoryConfirmation: string[]
  prepareLineItemData(data: {
    item: object
    variant: object
    cartId: string
    unitPrice: unknown
    isTaxInclusive: unknown
    isCustomPrice: boolean
  }): Line
  prepareConfirmInventoryInput(data: { input: object }): { items: StockNeed[] }
  findMatchingLineItem<Known>(lines: Known[] | undefined, line: object): Known | undefined
  filterCartItemsByShippingProfile<Item>(items: Item[] | undefined, profileId: string | null): Item[]
}
export type StockNeed = {
  inventory_item_id: string
  required_quantity: number
  allow_backorder: boolean
  quantity: number
  location_ids: string[]
}

const FILES = [
  "fields",
  "find-matching-line-item",
  "filter-items-by-shipping-profile",
  "prepare-confirm-inventory-input",
  "prepare-line-item-data",
]

let loaded: Internals | undefined

/**
 * Return the functions and field lists of Medusa's cart workflows that its packages do not export. They are
 * called as they are, so that lines are matched, prepared and counted exactly as Medusa does it.
 *
 * @throws Error where this Medusa has none.
 */
export function internals(): Internals {
  if (!loaded) {
    const medusa = require.resolve("@medusajs/medusa/package.json", { paths: [process.cwd(), __dirname] })
    const flows = dirname(require.resolve("@medusajs/core-flows", { paths: [dirname(medusa)] }))
    const parts = FILES.map((name) => require(join(flows, "cart/utils", name)) as Partial<Internals>)
    loaded = Object.assign({}, ...parts) as Internals
  }
  return loaded
}
