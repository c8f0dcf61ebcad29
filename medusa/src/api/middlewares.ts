import { defineMiddlewares } from "@medusajs/framework/http"

import { refuseForeignEmail } from "../sso/foreign-email"
import { ssoMiddleware } from "../sso/middleware"
import { assetsServicesRoutes } from "./admin/assets-services-routes"
import { storeRoutes } from "./store/store-routes"
import { refuseUnstorable } from "./unstorable"

export default defineMiddlewares({
  // Without a method a matcher is global: it runs before every Store route's own middlewares.
  routes: [
    { matcher: "/store/*", middlewares: [ssoMiddleware(), refuseUnstorable] },
    { matcher: "/admin/assets*", middlewares: [refuseUnstorable] },
    { matcher: "/admin/service-instances*", middlewares: [refuseUnstorable] },
    { matcher: "/store/carts", methods: ["POST"], middlewares: [refuseForeignEmail] },
    { matcher: "/store/carts/:id", methods: ["POST"], middlewares: [refuseForeignEmail] },
    ...assetsServicesRoutes,
    ...storeRoutes,
  ],
})
