import { type ExecutionContext, HttpException, Injectable, UnauthorizedException } from "@nestjs/common"
import type { Reflector } from "@nestjs/core"
import { HeaderName } from "@o2s/framework/headers"
import { Auth } from "@o2s/framework/modules"

type Metadata = { mode?: Auth.Model.MatchingMode }

/**
 * Lets those in who have the roles that a route names; without them, 403.
 *
 * It verifies the token on all other routes, too: pages ask for the roles of a token that no guard has refused.
 */
@Injectable()
export class RolesGuard extends Auth.Guards.RoleGuard {
  constructor(
    private readonly reflector: Reflector,
    _logger: unknown,
    private readonly auth: Auth.Service,
  ) {
    super()
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { roles = [], mode = "any" } = metadataOf<Metadata & { roles?: string[] }>(
      this.reflector,
      "roles",
      context,
    )
    const verifying = verified(this.auth, context)
    // An expired token has no roles, which is enough: who reads something with it gets the API's 401.
    if (roles.length === 0) return verifying.then(always, always)
    const held = this.auth.getRoles(await verifying)
    return matches(mode, roles, (role) => held.includes(role))
  }
}

/** Lets those in who have the permissions that a route names; without them, 401, which O2S's pages understand. */
@Injectable()
export class PermissionsGuard extends Auth.Guards.PermissionGuard {
  constructor(
    private readonly reflector: Reflector,
    _logger: unknown,
    private readonly auth: Auth.Service,
  ) {
    super()
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    type Needed = Metadata & { resource?: string; actions?: string[] }
    const {
      resource,
      actions = [],
      mode = "all",
    } = metadataOf<Needed>(this.reflector, "permissions", context)
    if (!resource || actions.length === 0) return true
    const held = this.auth.getPermissions(await verified(this.auth, context))
    if (matches(mode, actions, (action) => this.auth.hasPermission(held, resource, action))) return true
    throw new UnauthorizedException(`Missing permission: ${resource}:${actions.join(",")}`)
  }
}

const always = () => true

function matches(
  mode: Auth.Model.MatchingMode,
  needed: string[],
  isHeld: (name: string) => boolean,
): boolean {
  return mode === "all" ? needed.every(isHeld) : needed.some(isHeld)
}

function metadataOf<T>(reflector: Reflector, name: string, context: ExecutionContext): Partial<T> {
  return reflector.getAllAndMerge(name, [context.getClass(), context.getHandler()])
}

async function verified(auth: Auth.Service, context: ExecutionContext): Promise<Auth.Model.Jwt> {
  const header = context.switchToHttp().getRequest().headers[HeaderName.Authorization]
  if (!header) throw new UnauthorizedException("Missing authorization token")
  const claims = await auth.verifyToken(header).catch((error: unknown) => {
    throw error instanceof HttpException ? error : new UnauthorizedException("Invalid or expired token")
  })
  if (claims.jti && (await auth.isTokenRevoked(claims.jti)))
    throw new UnauthorizedException("Token has been revoked")
  return claims
}
