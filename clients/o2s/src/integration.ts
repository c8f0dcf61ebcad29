import type { ApiConfig } from "@o2s/framework/modules"

import { Service as AuthService } from "./modules/auth"
import { Service as CartsService } from "./modules/carts"
import { Service as CheckoutService } from "./modules/checkout"
import { Service as CustomersService } from "./modules/customers"
import { Service as OrdersService } from "./modules/orders"
import { Service as PaymentsService } from "./modules/payments"
import { Service as ProductsService } from "./modules/products"
import { Service as ResourcesService } from "./modules/resources"
import { ResourcesController } from "./modules/resources/resources.controller"
import { RequestContextModule } from "./request-context"
import { StorefrontApiModule } from "./storefront-api"

export * as Integration from "./modules"

type Modules = "orders" | "resources" | "products" | "carts" | "customers" | "payments" | "checkout" | "auth"

const name = "medusa-storefront-bundle"
const imports = [StorefrontApiModule]

export const Config: Pick<ApiConfig["integrations"], Modules> = {
  orders: { name, service: OrdersService, imports },
  resources: { name, service: ResourcesService, controller: ResourcesController, imports },
  products: { name, service: ProductsService, imports },
  carts: { name, service: CartsService, imports },
  customers: { name, service: CustomersService, imports },
  payments: { name, service: PaymentsService, imports },
  checkout: { name, service: CheckoutService, imports },
  auth: { name, service: AuthService, imports: [RequestContextModule] },
}
