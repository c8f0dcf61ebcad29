export interface Category {
  name: string
  handle: string
}

/** What differs from one installation to another: /config.json. */
export interface Config {
  /** The API's base URL. */
  api: string
  /** The OpenID provider, and this storefront's client id there. */
  signIn: { issuer: string; clientId: string }
  /** Currencies of the shop, the first one is the default, and the countries that each one delivers to. */
  currencies: Record<string, { countries: string[] }>
  categories: Category[]
}

export let config: Config

export async function loadConfig(): Promise<void> {
  const response = await fetch("/config.json")
  if (!response.ok) throw new Error(`config.json: ${response.status}`)
  config = await response.json()
}
