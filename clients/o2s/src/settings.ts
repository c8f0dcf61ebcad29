import type { ConfigService } from "@nestjs/config"

/**
 * Return a setting from the environment.
 *
 * @throws {Error} It is missing.
 */
export function required(config: ConfigService, name: string): string {
  const value = optional(config, name)
  if (!value) throw new Error(`${name} is not set: add it to the environment of the API harmonization server`)
  return value
}

export function optional(config: ConfigService, name: string): string | undefined {
  return config.get<string>(name)?.trim() || undefined
}
