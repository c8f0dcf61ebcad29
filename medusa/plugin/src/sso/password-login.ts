/**
 * Return a warning when customers can still sign in with Medusa's own log-in, past the SSO provider;
 * undefined when they cannot. `methods` is `projectConfig.http.authMethodsPerActor`; without it Medusa
 * allows all methods.
 */
export function passwordLoginWarning(methods: Record<string, string[]> | undefined): string | undefined {
  const open = methods?.customer
  if (open?.length === 0) {
    return undefined
  }
  const how = open ? open.join(", ") : "every method"
  return (
    `Customers can still sign in at Medusa itself (${how}), past the SSO provider. ` +
    "Set projectConfig.http.authMethodsPerActor.customer to [] in medusa-config.ts."
  )
}
