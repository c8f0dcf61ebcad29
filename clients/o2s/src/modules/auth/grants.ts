import type { Auth } from "@o2s/framework/modules"

/** What customers may do who have a role at the provider; `*` is for all who are signed in. */
export type Grants = Record<string, { roles?: string[]; permissions?: Record<string, string[]> }>

/** What O2S's own pages ask for, as its ordinary user has it. */
export const DEFAULT_GRANTS: Grants = {
  "*": {
    roles: ["selfservice_org_user"],
    permissions: {
      orders: ["view", "create", "track"],
      services: ["view"],
      products: ["view"],
      invoices: ["view"],
      tickets: ["view", "create"],
      notifications: ["view", "mark_read"],
      organizations: ["view"],
      settings: ["view", "edit"],
    },
  },
}

/**
 * Return the grants of a setting in JSON.
 *
 * @throws {Error} It is not what it should be.
 */
export function parseGrants(text: string | undefined): Grants {
  if (text === undefined) return DEFAULT_GRANTS
  try {
    const grants: unknown = JSON.parse(text)
    if (isGrants(grants)) return grants
  } catch {}
  throw new Error(
    'SSO_GRANTS must be JSON as in {"*": {"roles": ["…"], "permissions": {"orders": ["view"]}}}',
  )
}

export function rolesOf(grants: Grants, names: string[]): Auth.Model.Role[] {
  return [...new Set(granted(grants, names).flatMap(({ roles = [] }) => roles))]
}

export function permissionsOf(grants: Grants, names: string[]): Auth.Model.Permissions {
  const found = new Map<string, Set<string>>()
  for (const { permissions = {} } of granted(grants, names)) {
    for (const [resource, actions] of Object.entries(permissions)) {
      found.set(resource, new Set([...(found.get(resource) ?? []), ...actions]))
    }
  }
  return Object.fromEntries(
    [...found].map(([resource, actions]) => [resource, { resource, actions: [...actions] }]),
  )
}

function granted(grants: Grants, names: string[]): Grants[string][] {
  return ["*", ...names].filter((name) => Object.hasOwn(grants, name)).map((name) => grants[name] ?? {})
}

function isGrants(value: unknown): value is Grants {
  return (
    isRecord(value) &&
    Object.values(value).every(
      (grant) =>
        isRecord(grant) &&
        isTexts(grant.roles ?? []) &&
        isRecord(grant.permissions ?? {}) &&
        Object.values(grant.permissions ?? {}).every(isTexts),
    )
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === "string")
}
