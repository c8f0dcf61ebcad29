import { Products } from "@o2s/framework/modules"

export { ProductsService as Service } from "./products.service"

export import Request = Products.Request
export import Model = Products.Model
