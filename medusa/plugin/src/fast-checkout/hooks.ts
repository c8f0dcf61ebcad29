import {
  addShippingMethodToCartWorkflow,
  addToCartWorkflow,
  listShippingOptionsForCartWithPricingWorkflow,
  refreshCartItemsWorkflow,
  refreshCartShippingMethodsWorkflow,
  refreshPaymentCollectionForCartWorkflow,
  updateCartPromotionsWorkflow,
  updateCartWorkflow,
  updateLineItemInCartWorkflow,
  updateTaxLinesWorkflow,
  upsertTaxLinesWorkflow,
} from "@medusajs/medusa/core-flows"

type Hooked = { getName(): string; hooks: Record<string, (...handlers: never[]) => unknown> }

/** What the plugin does itself: a change of lines or deliveries, or a checkout as well. */
export type Kind = "change" | "checkout"

/** The workflows whose steps the plugin does itself. */
const PASSED_BY: unknown[] = [
  addToCartWorkflow,
  updateLineItemInCartWorkflow,
  addShippingMethodToCartWorkflow,
  refreshCartItemsWorkflow,
  refreshCartShippingMethodsWorkflow,
  listShippingOptionsForCartWithPricingWorkflow,
  upsertTaxLinesWorkflow,
  updateCartPromotionsWorkflow,
  refreshPaymentCollectionForCartWorkflow,
]
/** Those of a checkout alone. */
const OF_CHECKOUT: unknown[] = [updateCartWorkflow, updateTaxLinesWorkflow]

const used = { change: new Set<string>(), checkout: new Set<string>() }

/**
 * Take note of each hook that a host, or another plugin, registers in a workflow that is passed by.
 *
 * Medusa does not tell which hooks have a handler. Links are the first files of a plugin that it loads, before
 * anyone's workflows: a link imports this file.
 */
for (const [kind, workflows] of Object.entries({ change: PASSED_BY, checkout: OF_CHECKOUT })) {
  // Older versions of Medusa do not have all of them.
  for (const workflow of workflows.filter(Boolean) as Hooked[]) {
    for (const [name, register] of Object.entries(workflow.hooks)) {
      workflow.hooks[name] = (...handlers) => {
        used[kind as Kind].add(`${workflow.getName()}.${name}`)
        return register(...handlers)
      }
    }
  }
}

/** Return the hooks that have a handler, as in `add-to-cart.validate`. */
export function usedHooks(kind: Kind): string[] {
  return [...used.change, ...(kind === "checkout" ? used.checkout : [])].sort()
}
