import {
  type MiddlewareRoute,
  validateAndTransformBody,
  validateAndTransformQuery,
} from "@medusajs/framework/http"
import { retrieveTransformQueryConfig as cartQuery } from "@medusajs/medusa/api/store/carts/query-config"
import { StoreGetCartsCart } from "@medusajs/medusa/api/store/carts/validators"
import { retrieveTransformQueryConfig as orderQuery } from "@medusajs/medusa/api/store/orders/query-config"
import { StoreGetOrderParams } from "@medusajs/medusa/api/store/orders/validators"

import { requireCustomer } from "./caller"
import { GetCartCheckout } from "./carts/[id]/checkout/validators"
import { GetMyCarts } from "./customers/me/carts/validators"
import {
  ALLOWED_SESSION_FIELDS,
  GetPaymentSession,
  PostPaymentSession,
  SESSION_FIELDS,
} from "./payment-sessions/validators"
import { PostServicePurchase } from "./services/validators"

const sessionQuery = { defaults: SESSION_FIELDS, allowed: ALLOWED_SESSION_FIELDS }

/** What each of our Store routes takes; carts and orders have the fields of Medusa's own routes. */
export const storeRoutes: MiddlewareRoute[] = [
  {
    matcher: "/store/customers/me/carts",
    methods: ["GET"],
    middlewares: [requireCustomer, validateAndTransformQuery(GetMyCarts, { ...cartQuery, isList: true })],
  },
  {
    matcher: "/store/carts/:id/claim",
    methods: ["POST"],
    middlewares: [requireCustomer, validateAndTransformQuery(StoreGetCartsCart, cartQuery)],
  },
  {
    matcher: "/store/carts/:id/checkout",
    methods: ["GET"],
    middlewares: [validateAndTransformQuery(GetCartCheckout, cartQuery)],
  },
  {
    matcher: "/store/payment-sessions/:id",
    methods: ["GET"],
    middlewares: [validateAndTransformQuery(GetPaymentSession, sessionQuery)],
  },
  {
    matcher: "/store/payment-sessions/:id",
    methods: ["POST"],
    middlewares: [
      validateAndTransformBody(PostPaymentSession),
      validateAndTransformQuery(GetPaymentSession, sessionQuery),
    ],
  },
  {
    matcher: "/store/services/purchase",
    methods: ["POST"],
    middlewares: [
      requireCustomer,
      validateAndTransformBody(PostServicePurchase),
      validateAndTransformQuery(StoreGetOrderParams, orderQuery),
    ],
  },
]
