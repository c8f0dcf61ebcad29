import { Customers } from "@o2s/framework/modules"

export { CustomersService as Service } from "./customers.service"

export import Request = Customers.Request
export import Model = Customers.Model
