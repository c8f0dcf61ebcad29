import { Carts } from "@o2s/framework/modules"

export { CartsService as Service } from "./carts.service"

export import Request = Carts.Request
export import Model = Carts.Model
