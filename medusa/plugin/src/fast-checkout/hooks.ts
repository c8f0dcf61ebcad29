import {
  addShippingMethodToCartWorkflow,
  addToCartWorkflow,
  listShippingOptionsForCartWithPricingWorkflow,
  refreshCartItemsWorkflow,
  refreshCartShippingMethodsWorkflow,
  refreshPaymentCollectionForCartWorkflow,
  updateCartPromotionsWorkflow,
  updateLineItemInCartWorkflow,
  upsertTaxLinesWorkflow,
} from "@medusajs/medusa/core-flows"

type Hooked = { getName(): string; hooks: Record<string, (...handlers: never[]) => unknown> }

/** The workflows whose steps the plugin does itself. */
const PASSED_BY = [
  addToCartWorkflow,
  updateLineItemInCartWorkflow,
  addShippingMethodToCartWorkflow,
  refreshCartItemsWorkflow,
  refreshCartShippingMethodsWorkflow,
  listShippingOptionsForCartWithPricingWorkflow,
  upsertTaxLinesWorkflow,
  updateCartPromotionsWorkflow,
  refreshPaymentCollectionForCartWorkflow,
] as unknown as Hooked[]

const used = new Set<string>()

/**
 * Take note of each hook that a host, or another plugin, registers in a workflow that is passed by.
 *
 * Medusa does not tell which hooks have a handler. Links are the first files of a plugin that it loads, before
 * anyone's workflows: a link imports this file.
 */
for (const workflow of PASSED_BY) {
  for (const [name, register] of Object.entries(workflow.hooks)) {
    workflow.hooks[name] = (...handlers) => {
      used.add(`${workflow.getName()}.${name}`)
      return register(...handlers)
    }
  }
}

/** Return the hooks that have a handler, as in `add-to-cart.validate`. */
export function usedHooks(): string[] {
  return [...used].sort()
}
