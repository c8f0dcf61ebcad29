import {
  type MiddlewareRoute,
  validateAndTransformBody,
  validateAndTransformQuery,
} from "@medusajs/framework/http"

import { GetAsset, GetAssets, GetCompatibleServices, PatchAsset, PostAsset } from "./assets/validators"
import {
  ASSET_FIELDS,
  ASSET_LIST_FIELDS,
  SERVICE_INSTANCE_DETAIL_FIELDS,
  SERVICE_INSTANCE_FIELDS,
} from "./fields"
import { GetReferences, PostReferences } from "./products/validators"
import {
  GetServiceInstance,
  GetServiceInstances,
  PatchServiceInstance,
  PostServiceInstance,
} from "./service-instances/validators"

const ASSET = "/admin/assets/:id"
const SERVICE_INSTANCE = "/admin/service-instances/:id"
const REFERENCES = "/admin/products/:id/variants/:variantId/references"

/** What each route of assets, service instances and references takes; anything else is a 400. */
export const assetsServicesRoutes: MiddlewareRoute[] = [
  {
    matcher: "/admin/assets",
    methods: ["GET"],
    middlewares: [validateAndTransformQuery(GetAssets, { defaults: ASSET_LIST_FIELDS, isList: true })],
  },
  { matcher: "/admin/assets", methods: ["POST"], middlewares: [validateAndTransformBody(PostAsset)] },
  {
    matcher: ASSET,
    methods: ["GET"],
    middlewares: [validateAndTransformQuery(GetAsset, { defaults: ASSET_FIELDS })],
  },
  { matcher: ASSET, methods: ["PATCH"], middlewares: [validateAndTransformBody(PatchAsset)] },
  {
    matcher: `${ASSET}/compatible-services`,
    methods: ["GET"],
    middlewares: [validateAndTransformQuery(GetCompatibleServices, { isList: true })],
  },
  {
    matcher: "/admin/service-instances",
    methods: ["GET"],
    middlewares: [
      validateAndTransformQuery(GetServiceInstances, { defaults: SERVICE_INSTANCE_FIELDS, isList: true }),
    ],
  },
  {
    matcher: "/admin/service-instances",
    methods: ["POST"],
    middlewares: [validateAndTransformBody(PostServiceInstance)],
  },
  {
    matcher: SERVICE_INSTANCE,
    methods: ["GET"],
    middlewares: [
      validateAndTransformQuery(GetServiceInstance, { defaults: SERVICE_INSTANCE_DETAIL_FIELDS }),
    ],
  },
  {
    matcher: SERVICE_INSTANCE,
    methods: ["PATCH"],
    middlewares: [validateAndTransformBody(PatchServiceInstance)],
  },
  {
    matcher: REFERENCES,
    methods: ["GET"],
    middlewares: [validateAndTransformQuery(GetReferences, { isList: true })],
  },
  { matcher: REFERENCES, methods: ["POST"], middlewares: [validateAndTransformBody(PostReferences)] },
]
