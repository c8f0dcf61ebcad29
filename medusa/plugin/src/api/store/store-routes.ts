import {
  type MiddlewareRoute,
  validateAndTransformBody,
  validateAndTransformQuery,
} from "@medusajs/framework/http"
import { retrieveTransformQueryConfig as cartQuery } from "@medusajs/medusa/api/store/carts/query-config"
import { StoreGetCartsCart } from "@medusajs/medusa/api/store/carts/validators"
import { retrieveTransformQueryConfig as orderQuery } from "@medusajs/medusa/api/store/orders/query-config"
import { StoreGetOrderParams } from "@medusajs/medusa/api/store/orders/validators"

import { onlySellable } from "../../catalogue/sellable"
import {
  GetAssetList,
  GetOffers,
  GetOrderList,
  GetServiceList,
  GetVariantReferences,
  validateListQuery,
} from "../../lists/validators"
import { allowFields } from "./allow-fields"
import { requireCustomer } from "./caller"
import { GetCartCheckout } from "./carts/[id]/checkout/validators"
import { guardCompletion } from "./carts/completion"
import { guardCartCreation } from "./carts/creation"
import { guardCartWrite, guardPaymentWrite } from "./carts/guard"
import { guardNewAddress } from "./customers/me/addresses/guard"
import { GetMyCarts } from "./customers/me/carts/validators"
import { guardTransfer } from "./orders/transfer-guard"
import {
  ALLOWED_SESSION_FIELDS,
  GetPaymentSession,
  PostCartPaymentSession,
  PostPaymentSession,
  SESSION_FIELDS,
} from "./payment-sessions/validators"
import { guardReturn } from "./returns/guard"
import {
  PostAssetRegistration,
  PostServicePurchase,
  PostServiceRenewal,
  PostServiceUpgrade,
} from "./services/validators"
import { PostCheckout, PostLine, PostLines, PostShippingMethods } from "./storefront/carts/validators"
import { GetCategoryCounts } from "./storefront/category-counts/validators"
import { PostOrderLookup } from "./storefront/order-lookup/validators"

const sessionQuery = { defaults: SESSION_FIELDS, allowed: ALLOWED_SESSION_FIELDS }

/** What was chosen in a line of a cart or an order. */
const LINE_OPTIONS = [
  "items.variant.options.value",
  "items.variant.options.option_id",
  "items.product.options.id",
  "items.product.options.title",
]

/** What became of an order: parcels, returns, and money that was given back; and the shopper's comment. */
const AFTER_ORDERING = [
  "metadata",
  ...["line_item_id", "quantity"].map((field) => `fulfillments.items.${field}`),
  ...["tracking_number", "tracking_url"].map((field) => `fulfillments.labels.${field}`),
  ...["id", "amount", "created_at"].map((field) => `payment_collections.payments.refunds.${field}`),
  // Complete: of nested records Medusa returns only the first column that is named.
  ...["returns", "returns.items"],
]

/**
 * The owner of an order, including one without a cart and one that was transferred: the bundle proves the
 * owner with these fields of Medusa's own routes. Without a method a matcher runs before Medusa's own.
 */
const ownerFields: MiddlewareRoute[] = [
  { matcher: "/store/orders/:id", middlewares: [allowFields("customer.has_account", ...AFTER_ORDERING)] },
  {
    matcher: "/store/carts/:id",
    middlewares: [
      allowFields("order.id", "order.customer_id", "order.customer.id", "order.customer.has_account"),
    ],
  },
  ...["/store/carts", "/store/storefront/carts", "/store/orders", "/store/customers/me/carts"].flatMap(
    (place) =>
      [place, `${place}/*`].map((matcher) => ({ matcher, middlewares: [allowFields(...LINE_OPTIONS)] })),
  ),
  ...["/store/carts/:id/complete", "/store/storefront/carts/:id/complete"].map((matcher) => ({
    matcher,
    middlewares: [allowFields("customer.has_account")],
  })),
]

/** Whether a session's payment was taken or cancelled: Medusa leaves the session's own status as it was. */
const paymentFields: MiddlewareRoute[] = [
  { place: "/store/carts", sessions: "payment_collection.payment_sessions" },
  { place: "/store/storefront/carts", sessions: "payment_collection.payment_sessions" },
  { place: "/store/customers/me/carts", sessions: "payment_collection.payment_sessions" },
  // Of a completed cart, which is an order.
  { place: "/store/carts", sessions: "payment_collections.payment_sessions" },
  { place: "/store/storefront/carts", sessions: "payment_collections.payment_sessions" },
].flatMap(({ place, sessions }) =>
  [place, `${place}/*`].map((matcher) => ({
    matcher,
    middlewares: [allowFields(`${sessions}.payment.captured_at`, `${sessions}.payment.canceled_at`)],
  })),
)

const WRITES: MiddlewareRoute["methods"] = ["POST", "PUT", "PATCH", "DELETE"]

/** What runs before Medusa's own routes, which do not check whose a cart is. */
const guards: MiddlewareRoute[] = [
  { matcher: "/store/carts", methods: ["POST"], middlewares: [guardCartCreation] },
  { matcher: "/store/carts/:id", methods: WRITES, middlewares: [guardCartWrite] },
  { matcher: "/store/carts/:id/*", methods: WRITES, middlewares: [guardCartWrite] },
  { matcher: "/store/carts/:id/complete", methods: ["POST"], middlewares: [guardCompletion] },
  { matcher: "/store/payment-collections", methods: ["POST"], middlewares: [guardPaymentWrite] },
  { matcher: "/store/payment-collections/:id/*", methods: WRITES, middlewares: [guardPaymentWrite] },
  { matcher: "/store/customers/me/addresses", methods: ["POST"], middlewares: [guardNewAddress] },
  { matcher: "/store/returns", methods: ["POST"], middlewares: [guardReturn] },
  { matcher: "/store/orders/:id/transfer/request", methods: ["POST"], middlewares: [guardTransfer] },
]

/** What changes carts by module calls. */
const fastCheckout: MiddlewareRoute[] = [
  { place: "line-items", body: PostLines },
  { place: "line-items/:line_id", body: PostLine },
  { place: "shipping-methods", body: PostShippingMethods },
].map(({ place, body }) => ({
  matcher: `/store/storefront/carts/:id/${place}`,
  methods: ["POST"],
  middlewares: [validateAndTransformBody(body), validateAndTransformQuery(StoreGetCartsCart, cartQuery)],
}))

/** The whole checkout; it responds with an order. */
const wholeCheckout: MiddlewareRoute = {
  matcher: "/store/storefront/carts/:id/complete",
  methods: ["POST"],
  middlewares: [
    validateAndTransformBody(PostCheckout),
    validateAndTransformQuery(StoreGetOrderParams, orderQuery),
  ],
}

/** What each of our Store routes takes; carts and orders have the fields of Medusa's own routes. */
export const storeRoutes: MiddlewareRoute[] = [
  ...guards,
  ...ownerFields,
  ...paymentFields,
  ...fastCheckout,
  wholeCheckout,
  { matcher: "/store/products", methods: ["GET"], middlewares: [onlySellable] },
  {
    matcher: "/store/storefront/category-counts",
    methods: ["GET"],
    middlewares: [validateAndTransformQuery(GetCategoryCounts, {})],
  },
  {
    matcher: "/store/storefront/order-lookup",
    methods: ["POST"],
    middlewares: [validateAndTransformBody(PostOrderLookup)],
  },
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
    matcher: "/store/carts/:id/payment-sessions",
    methods: ["POST"],
    middlewares: [
      validateAndTransformBody(PostCartPaymentSession),
      validateAndTransformQuery(GetPaymentSession, sessionQuery),
    ],
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
]

/** A customer's own records, and variants that are offered, by routes that none of Medusa's can match. */
export const listRoutes: MiddlewareRoute[] = [listRoute("orders", GetOrderList)]
export const assetListRoutes: MiddlewareRoute[] = [
  listRoute("assets", GetAssetList),
  listRoute("services", GetServiceList),
  {
    matcher: "/store/customers/me/assets/:id/compatible-services",
    methods: ["GET"],
    middlewares: [requireCustomer, validateListQuery(GetOffers)],
  },
  {
    matcher: "/store/storefront/variants/:id/references",
    methods: ["GET"],
    middlewares: [validateListQuery(GetVariantReferences)],
  },
  {
    matcher: "/store/storefront/featured-services",
    methods: ["GET"],
    middlewares: [validateListQuery(GetOffers)],
  },
]

function listRoute(name: string, query: Parameters<typeof validateListQuery>[0]): MiddlewareRoute {
  return {
    matcher: `/store/customers/me/lists/${name}`,
    methods: ["GET"],
    middlewares: [requireCustomer, validateListQuery(query)],
  }
}

/** What the purchase of a service takes. */
export const purchaseRoutes: MiddlewareRoute[] = [
  {
    matcher: "/store/services/purchase",
    methods: ["POST"],
    middlewares: [
      requireCustomer,
      validateAndTransformBody(PostServicePurchase),
      validateAndTransformQuery(StoreGetOrderParams, orderQuery),
    ],
  },
  ...[
    { matcher: "/store/customers/me/services/:id/renew", body: PostServiceRenewal },
    { matcher: "/store/customers/me/services/:id/upgrade", body: PostServiceUpgrade },
  ].map(({ matcher, body }) => ({
    matcher,
    methods: ["POST" as const],
    middlewares: [
      requireCustomer,
      validateAndTransformBody(body),
      validateAndTransformQuery(StoreGetOrderParams, orderQuery),
    ],
  })),
  {
    matcher: "/store/customers/me/services/:id/cancel",
    methods: ["POST"],
    middlewares: [requireCustomer],
  },
  {
    matcher: "/store/customers/me/assets/register",
    methods: ["POST"],
    middlewares: [requireCustomer, validateAndTransformBody(PostAssetRegistration)],
  },
]
