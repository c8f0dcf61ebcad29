import { HttpException, Inject, Injectable, UnauthorizedException } from "@nestjs/common"
import { ConfigService } from "@nestjs/config"
import { Auth } from "@o2s/framework/modules"
import { errors, jwtVerify } from "jose"

import { requestContext } from "../../request-context"
import { optional, required } from "../../settings"
import { parseGrants, permissionsOf, rolesOf } from "./grants"
import { keysOf } from "./keys"

type Jwt = Auth.Model.Jwt

/** Verifies the provider's tokens, and maps its roles to O2S's roles and permissions. */
@Injectable()
export class AuthService extends Auth.Service {
  private readonly issuer: string
  private readonly audience: string
  private readonly algorithms: string[]
  private readonly idClaim: string
  private readonly rolesClaim: string | undefined
  private readonly grants
  private readonly keys

  constructor(@Inject(ConfigService) config: ConfigService) {
    super()
    this.issuer = required(config, "SSO_ISSUER")
    this.audience = required(config, "SSO_AUDIENCE")
    this.algorithms = (optional(config, "SSO_ALGORITHMS") ?? "RS256,ES256")
      .split(",")
      .map((name) => name.trim())
    this.idClaim = optional(config, "SSO_CLAIM_ID") ?? "sub"
    this.rolesClaim = optional(config, "SSO_CLAIM_ROLES")
    this.grants = parseGrants(optional(config, "SSO_GRANTS"))
    this.keys = keysOf(this.issuer, optional(config, "SSO_JWKS_URL"))
  }

  /**
   * Return the claims of a token with a valid signature, issuer, audience and time.
   *
   * @throws {UnauthorizedException} It is not valid.
   * @throws {HttpException} 503: the provider's keys cannot be read.
   */
  async verifyToken(token: string): Promise<Jwt> {
    const bare = withoutBearer(token)
    const context = requestContext.getStore()
    if (context?.verified?.token === bare) return context.verified.claims
    const { issuer, audience, algorithms } = this
    try {
      const rules = { issuer, audience, algorithms, requiredClaims: ["exp", this.idClaim] }
      const { payload } = await jwtVerify(bare, this.keys, rules)
      if (context) context.verified = { token: bare, claims: payload as Jwt }
      return payload as Jwt
    } catch (error) {
      if (isRefusal(error)) throw new UnauthorizedException("Invalid or expired token")
      const body = {
        statusCode: 503,
        error: "Service Unavailable",
        message: "The keys of the sign-in provider cannot be read",
      }
      throw new HttpException(body, 503, { cause: error })
    }
  }

  /** The provider's tokens are valid until they expire. */
  async isTokenRevoked(_id: string): Promise<boolean> {
    return false
  }

  /** Return the customer's id at the provider. */
  getCustomerId(token: string | Jwt): string | undefined {
    const id: unknown = claimsOf(token)?.[this.idClaim]
    return typeof id === "string" ? id : undefined
  }

  getRoles(token?: string | Jwt): Auth.Model.Role[] {
    const claims = claimsOf(token)
    return claims ? rolesOf(this.grants, this.providerRoles(claims)) : []
  }

  getPermissions(token: string | Jwt): Auth.Model.Permissions {
    const claims = claimsOf(token)
    return claims ? permissionsOf(this.grants, this.providerRoles(claims)) : {}
  }

  private providerRoles(claims: Jwt): string[] {
    const found = this.rolesClaim ? read(claims, this.rolesClaim) : []
    return [found].flat().filter((role) => typeof role === "string")
  }
}

/** Return the claims; of a token in text only if this request's guard has verified it. */
function claimsOf(token: string | Jwt | undefined): Jwt | undefined {
  if (typeof token !== "string") return token
  const verified = requestContext.getStore()?.verified
  return verified?.token === withoutBearer(token) ? verified.claims : undefined
}

function withoutBearer(token: string): string {
  return token.replace(/^Bearer +/i, "")
}

/** Return a claim by its name, or by a path such as `realm_access.roles`. */
function read(claims: Jwt, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name]
  return name.split(".").reduce<unknown>((value, part) => (isObject(value) ? value[part] : undefined), claims)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null
}

/** Whether the token is to blame, and not the provider's keys. */
function isRefusal(error: unknown): boolean {
  const isJose = error instanceof errors.JOSEError
  return (
    isJose &&
    !(error instanceof errors.JWKSTimeout) &&
    !(error instanceof errors.JWKSInvalid) &&
    error.code !== "ERR_JOSE_GENERIC"
  )
}
