import { Orders } from "@o2s/framework/modules"

export { OrdersService as Service } from "./orders.service"

export import Request = Orders.Request
export import Model = Orders.Model
