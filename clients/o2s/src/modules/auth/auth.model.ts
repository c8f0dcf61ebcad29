import type { Auth } from "@o2s/framework/modules"

/** The verified claims of the provider's token. */
export type Jwt = Auth.Model.Jwt
