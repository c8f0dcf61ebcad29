/** What differs from one installation to another: /config.json. */
export interface Config {
  /** The API's base URL. */
  api: string
  /** The OpenID provider, and this storefront's client id there. */
  signIn: { issuer: string; clientId: string }
  /** The currency of a first visit. */
  currency: string
  /** Handles of categories that the navigation leaves out. */
  hiddenCategories: string[]
}

export let config: Config

export async function loadConfig(): Promise<void> {
  const response = await fetch("/config.json")
  if (!response.ok) throw new Error(`config.json: ${response.status}`)
  config = await response.json()
}
