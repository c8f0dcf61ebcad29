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
import { guardCompletion } from "./carts/completion"
import { guardCartCreation } from "./carts/creation"
import { guardCartWrite, guardPaymentWrite } from "./carts/guard"
import { guardNewAddress } from "./customers/me/addresses/guard"
import { GetMyCarts } from "./customers/me/carts/validators"
import {
  ALLOWED_SESSION_FIELDS,
  GetPaymentSession,
  PostPaymentSession,
  SESSION_FIELDS,
} from "./payment-sessions/validators"
import { PostServicePurchase } from "./services/validators"

const sessionQuery = { defaults: SESSION_FIELDS, allowed: ALLOWED_SESSION_FIELDS }

const WRITES: MiddlewareRoute["methods"] = ["POST", "PUT", "PATCH", "DELETE"]

/** What comes before Medusa's own routes, which ask nobody whose a cart is. */
const guards: MiddlewareRoute[] = [
  { matcher: "/store/carts", methods: ["POST"], middlewares: [guardCartCreation] },
  { matcher: "/store/carts/:id", methods: WRITES, middlewares: [guardCartWrite] },
  { matcher: "/store/carts/:id/*", methods: WRITES, middlewares: [guardCartWrite] },
  { matcher: "/store/carts/:id/complete", methods: ["POST"], middlewares: [guardCompletion] },
  { matcher: "/store/payment-collections", methods: ["POST"], middlewares: [guardPaymentWrite] },
  { matcher: "/store/payment-collections/:id/*", methods: WRITES, middlewares: [guardPaymentWrite] },
  { matcher: "/store/customers/me/addresses", methods: ["POST"], middlewares: [guardNewAddress] },
]

/** What each of our Store routes takes; carts and orders have the fields of Medusa's own routes. */
export const storeRoutes: MiddlewareRoute[] = [
  ...guards,
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
