import { defineMiddlewares } from "@medusajs/framework/http"

import { ssoMiddleware } from "../sso/middleware"
import { assetsServicesRoutes } from "./admin/assets-services-routes"
import { storeRoutes } from "./store/store-routes"

export default defineMiddlewares({
  // Without a method a matcher is global: it runs before every Store route's own middlewares.
  routes: [{ matcher: "/store/*", middlewares: [ssoMiddleware()] }, ...assetsServicesRoutes, ...storeRoutes],
})
