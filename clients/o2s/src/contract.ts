import type { Models } from "@o2s/framework/modules"

/**
 * A response as the framework's models write it: they know currencies by name, and require a few fields that
 * the API leaves out where there is nothing to show. All else has to fit as it is.
 */
export type Contract<T> = T extends (infer Item)[]
  ? Contract<Item>[]
  : T extends object
    ? { [Key in keyof T as Key extends LeftOut ? Key : never]-?: Field<Key, T[Key]> } & {
        [Key in keyof T as Key extends LeftOut | Unused ? never : Key]: Field<Key, T[Key]>
      }
    : T

type Field<Key, T> = Key extends "currency" ? Models.Price.Currency : Contract<T>

type LeftOut =
  // An asset of a deleted product.
  | "product"
  // A payment provider of which it is not known.
  | "requiresRedirect"
  // The summary of a cart that needs no delivery or no payment.
  | "shippingAddress"
  | "billingAddress"
  | "shippingMethod"
  | "paymentMethod"

/** In the document, but never sent: the framework has a list with a total here. */
type Unused = "compatibleServices"
