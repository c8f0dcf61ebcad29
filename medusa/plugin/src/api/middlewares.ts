import { configManager } from "@medusajs/framework/config"
import { defineMiddlewares, type MiddlewareRoute } from "@medusajs/framework/http"
import { logger } from "@medusajs/framework/logger"

import { medusaVersion, requireTaxes } from "../medusa-version"
import { pluginOptions } from "../options"
import { refuseForeignEmail } from "../sso/foreign-email"
import { ssoMiddleware } from "../sso/middleware"
import { passwordLoginWarning } from "../sso/password-login"
import { readSsoSettings, ssoVariables } from "../sso/settings"
import { TokenVerifier } from "../sso/token"
import { assetsServicesRoutes } from "./admin/assets-services-routes"
import { conflictHandler } from "./conflict-handler"
import { pluginHeader } from "./plugin-header"
import { assetListRoutes, listRoutes, purchaseRoutes, storeRoutes } from "./store/store-routes"
import { refuseUnstorable } from "./unstorable"

// Medusa loads this file when its server starts, and not for migrations or scripts: a wrong version and
// wrong options stop the start here.
requireTaxes(medusaVersion())
const options = pluginOptions()
const verifier = new TokenVerifier(readSsoSettings(ssoVariables(options.sso)))

const warning = passwordLoginWarning(configManager.config.projectConfig.http.authMethodsPerActor)
if (warning) {
  logger.warn(warning)
}

const assetsServices: MiddlewareRoute[] = [
  { matcher: "/admin/assets*", middlewares: [refuseUnstorable] },
  { matcher: "/admin/service-instances*", middlewares: [refuseUnstorable] },
  ...assetsServicesRoutes,
  ...purchaseRoutes,
  ...assetListRoutes,
]

const takesNoStatus = /^2\.1[3-6]\./.test(medusaVersion())

export default defineMiddlewares({
  ...(takesNoStatus ? { errorHandler: conflictHandler() } : {}),
  // Without a method a matcher is global. Medusa sorts global matchers by their depth, then by plugin, so
  // with `/store` no middleware of the host comes before the customer is known; with `/store/*` its own
  // `/store` would.
  routes: [
    { matcher: "/store", middlewares: [pluginHeader(options), ssoMiddleware(verifier), refuseUnstorable] },
    { matcher: "/store/carts", methods: ["POST"], middlewares: [refuseForeignEmail] },
    { matcher: "/store/carts/:id", methods: ["POST"], middlewares: [refuseForeignEmail] },
    { matcher: "/store/storefront/carts/:id/complete", methods: ["POST"], middlewares: [refuseForeignEmail] },
    ...(options.assetsServices ? assetsServices : []),
    ...storeRoutes,
    ...listRoutes,
  ],
})
