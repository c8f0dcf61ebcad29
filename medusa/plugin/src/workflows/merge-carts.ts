import type { ConfirmVariantInventoryWorkflowInputDTO, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, MedusaError, Modules } from "@medusajs/framework/utils"
import {
  createStep,
  createWorkflow,
  StepResponse,
  transform,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"
import {
  acquireLockStep,
  confirmVariantInventoryWorkflow,
  refreshCartItemsWorkflow,
  releaseLockStep,
  updateCartsStep,
  useQueryGraphStep,
} from "@medusajs/medusa/core-flows"

import { requireFewLines, requireSmallMetadata } from "../carts/bounds"
import { type Line, type LineChange, type MergePlan, planMerge } from "../carts/merge-plan"
import { cartNotFound } from "../carts/not-found"
import { closeCartWorkflow, readClosableCart } from "./close-cart"

type Cart = {
  id: string
  completed_at?: Date | string | null
  sales_channel_id?: string | null
  metadata?: Record<string, unknown> | null
  items: Line[]
  promotions: ({ code?: string } | null)[]
}

/** The key in a merged cart's metadata that names the cart where its lines are now. */
export const MERGED_INTO = "merged_into"

const STOCK_FIELDS = [
  "id",
  "manage_inventory",
  "allow_backorder",
  "inventory_items.inventory_item_id",
  "inventory_items.required_quantity",
  "inventory_items.inventory.location_levels.stocked_quantity",
  "inventory_items.inventory.location_levels.reserved_quantity",
  "inventory_items.inventory.location_levels.raw_stocked_quantity",
  "inventory_items.inventory.location_levels.raw_reserved_quantity",
  "inventory_items.inventory.location_levels.location_id",
  "inventory_items.inventory.location_levels.stock_locations.id",
  "inventory_items.inventory.location_levels.stock_locations.name",
  "inventory_items.inventory.location_levels.stock_locations.sales_channels.id",
  "inventory_items.inventory.location_levels.stock_locations.sales_channels.name",
]

const readBothCarts = createStep(
  "read-carts-to-merge",
  async (input: { from: string; into: string }, { container }) => {
    const from = await readOpenCart(container, input.from)
    const into = await readOpenCart(container, input.into)
    const plan = planMerge(from, into)
    requireFewLines(into.items.length + plan.changes.filter((change) => "cart_id" in change).length)
    requireSmallMetadata(into.metadata, from.metadata ?? {})
    return new StepResponse({ from, into, plan })
  },
)

async function readOpenCart(container: MedusaContainer, id: string): Promise<Cart> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "cart",
    fields: [
      "id",
      "completed_at",
      "sales_channel_id",
      "metadata",
      "items.id",
      "items.variant_id",
      "items.quantity",
      "items.metadata",
      "items.is_custom_price",
      "promotions.code",
    ],
    filters: { id },
  })
  const cart = data[0] as unknown as Cart | undefined
  if (!cart) {
    throw cartNotFound(id)
  }
  if (cart.completed_at) {
    throw new MedusaError(MedusaError.Types.CONFLICT, `Cart ${id} is already completed.`)
  }
  return { ...cart, items: cart.items ?? [], promotions: cart.promotions ?? [] }
}

const moveLines = createStep(
  "move-lines-between-carts",
  async (plan: MergePlan, { container }) => {
    await changeLines(container, plan.changes)
    return new StepResponse(undefined, plan.undo)
  },
  async (undo, { container }) => {
    await changeLines(container, undo ?? [])
  },
)

/** All in one call: the cart module writes it in one transaction. */
async function changeLines(container: MedusaContainer, changes: LineChange[]): Promise<void> {
  if (changes.length > 0) {
    await container.resolve(Modules.CART).updateLineItems(changes)
  }
}

/**
 * Merge the lines of one open cart into another, and close it.
 *
 * When a step fails, a sold-out variant included, both carts stay as they were. When the process stops in
 * between, a retry finishes it: lines that were moved are no longer in the first cart.
 */
export const mergeCartsWorkflow = createWorkflow(
  "storefront-bundle-merge-carts",
  (input: { from: string; into: string }) => {
    acquireLockStep({ key: input.from, timeout: 10, ttl: 30 }).config({ name: "lock-from" })
    acquireLockStep({ key: input.into, timeout: 10, ttl: 30 }).config({ name: "lock-into" })
    const carts = readBothCarts(input)
    // What could prevent closing at the end is checked first, before anything has changed.
    readClosableCart({ id: input.from }).config({ name: "check-from" })
    const { data: variants } = useQueryGraphStep({
      entity: "variants",
      fields: STOCK_FIELDS,
      filters: transform({ carts }, (data) => ({
        id: data.carts.plan.needed.map((one) => one.variant_id),
      })),
    })
    confirmVariantInventoryWorkflow.runAsStep({
      input: transform({ carts, variants }, (data) => ({
        sales_channel_id: data.carts.from.sales_channel_id,
        variants: data.variants,
        items: data.carts.plan.needed,
      })) as unknown as ConfirmVariantInventoryWorkflowInputDTO,
    })
    moveLines(carts.plan)
    refreshCartItemsWorkflow.runAsStep({
      input: transform({ carts }, ({ carts: { from, into } }) => ({
        cart_id: into.id,
        force_refresh: true,
        promo_codes: [...new Set([...into.promotions, ...from.promotions].flatMap((one) => one?.code ?? []))],
      })),
    })
    updateCartsStep(
      transform({ carts }, ({ carts: { from, into } }) => [
        { id: into.id, metadata: { ...from.metadata, ...into.metadata } },
        { id: from.id, metadata: { ...from.metadata, [MERGED_INTO]: into.id } },
      ]),
    )
    closeCartWorkflow.runAsStep({ input: { id: input.from } })
    releaseLockStep({ key: input.into }).config({ name: "unlock-into" })
    releaseLockStep({ key: input.from }).config({ name: "unlock-from" })
    return new WorkflowResponse(input)
  },
)
