// How an O2S application uses the package, as docs/o2s.md shows it: this file has to compile.
import type { ApiConfig } from "@o2s/framework/modules"
import { Config, Integration } from "medusa-storefront-bundle-o2s/integration"

export const OrdersIntegrationConfig: ApiConfig["integrations"]["orders"] = Config.orders
export const AuthIntegrationConfig: ApiConfig["integrations"]["auth"] = Config.auth

export namespace Orders {
  export import Service = Integration.Orders.Service
  export import Request = Integration.Orders.Request
  export import Model = Integration.Orders.Model
}

export namespace Auth {
  export import Service = Integration.Auth.Service
  export import Model = Integration.Auth.Model
  export import Guards = Integration.Auth.Guards
}

export const query: Orders.Request.GetOrderListQuery = { status: "PENDING" }
export const status = (order: Orders.Model.Order): Orders.Model.OrderStatus => order.status
export const jwt = (token: Auth.Model.Jwt): string | undefined => token.sub
