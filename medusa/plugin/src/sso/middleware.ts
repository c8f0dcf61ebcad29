import type { AuthContext, MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys, generateJwtToken } from "@medusajs/framework/utils"

import { resolveCustomerId } from "./customers"
import { ProviderUnavailableError } from "./keys"
import { type Identity, InvalidTokenError, type TokenVerifier } from "./token"

type StoreRequest = MedusaRequest & { auth_context?: AuthContext }

// Long enough for one request.
const MEDUSA_TOKEN_SECONDS = 60

/**
 * Return a middleware that identifies the customer by the SSO provider's tokens and nothing else.
 *
 * No bearer token: a guest, whatever else the Authorization header holds. A valid token: its customer,
 * created on the first visit. Any other bearer token, Medusa's own included: 401. 503 when the provider's
 * keys cannot be fetched.
 */
export function ssoMiddleware(verifier: TokenVerifier) {
  return async (req: StoreRequest, res: MedusaResponse, next: MedusaNextFunction): Promise<void> => {
    clearOtherLogins(req)
    try {
      const token = bearerToken(req)
      // A route that reads the header later finds the customer in it, or nothing.
      delete req.headers.authorization
      if (token === undefined) {
        return next()
      }
      const identity = await verifier.verify(token)
      await signIn(req, identity)
      next()
    } catch (error) {
      refuse(req, res, next, error)
    }
  }
}

/** Medusa has already authenticated the header and the session, by its own rules. */
function clearOtherLogins(req: StoreRequest): void {
  delete req.auth_context
  const session = req.session as { auth_context?: AuthContext } | undefined
  if (session?.auth_context?.actor_type === "customer") {
    delete session.auth_context
  }
}

/** Return the request's bearer token; undefined when it uses another scheme, or none. */
function bearerToken(req: StoreRequest): string | undefined {
  const headers = req.headersDistinct.authorization ?? []
  if (!headers.some((header) => /^\s*bearer\b/i.test(header))) {
    return undefined
  }
  const [header = "", another] = headers
  const token = another === undefined ? /^Bearer +(\S+) *$/i.exec(header)?.[1] : undefined
  if (token === undefined) {
    throw new InvalidTokenError("The Authorization header carries no bearer token, or more than one")
  }
  return token
}

/**
 * Authenticate the request as the customer. Some Store routes authenticate a second time and read the
 * header, so it is set to a short-lived token of Medusa's own.
 */
async function signIn(req: StoreRequest, identity: Identity): Promise<void> {
  const customerId = await resolveCustomerId(req.scope, identity)
  const authContext = {
    actor_id: customerId,
    actor_type: "customer",
    auth_identity_id: "",
    app_metadata: { customer_id: customerId },
    user_metadata: {},
  }
  const { http } = req.scope.resolve(ContainerRegistrationKeys.CONFIG_MODULE).projectConfig
  const token = generateJwtToken(authContext, {
    secret: http.jwtSecret,
    expiresIn: MEDUSA_TOKEN_SECONDS,
    jwtOptions: http.jwtOptions,
  })
  req.auth_context = authContext
  req.headers.authorization = `Bearer ${token}`
}

function refuse(req: StoreRequest, res: MedusaResponse, next: MedusaNextFunction, error: unknown): void {
  const logger = req.scope.resolve(ContainerRegistrationKeys.LOGGER)
  if (error instanceof InvalidTokenError) {
    logger.info(`SSO token refused: ${error.message}`)
    res.status(401).json({ type: "unauthorized", message: "Unauthorized" })
  } else if (error instanceof ProviderUnavailableError) {
    logger.error(error.message)
    res.status(503).json({ type: "unexpected_state", message: "Customers cannot be authenticated right now" })
  } else {
    next(error)
  }
}
