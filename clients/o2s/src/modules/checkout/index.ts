import { Checkout } from "@o2s/framework/modules"

export { CheckoutService as Service } from "./checkout.service"

export import Request = Checkout.Request
export import Model = Checkout.Model
