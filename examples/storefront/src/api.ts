import { type Client, type components, createClient, unwrap } from "medusa-storefront-bundle-client"

import { config } from "./config"
import { currency, locale } from "./display"
import { token } from "./session"

type Schemas = components["schemas"]
export type Address = Schemas["Address"]
export type AddressInput = Schemas["AddressInput"]
export type Asset = Schemas["Asset"]
export type Category = Schemas["Category"]
export type Region = Schemas["Region"]
export type Facets = Schemas["Facets"]
export type Suggestion = Schemas["Suggestion"]
export type UnavailableItem = Schemas["UnavailableItem"]
export type Cart = Schemas["Cart"]
export type CartItem = Schemas["CartItem"]
export type CustomerAddress = Schemas["CustomerAddress"]
export type Order = Schemas["Order"]
export type PaymentProvider = Schemas["PaymentProvider"]
export type Price = Schemas["Price"]
export type Profile = Schemas["Profile"]
export type Product = Schemas["Product"]
export type Service = Schemas["Service"]
export type ShippingMethod = Schemas["ShippingMethod"]

export let api: Client

export function connect(): void {
  api = createClient({
    baseUrl: config.api,
    token,
    currency: currency.get,
    locale,
    retry: { retries: 2, delay: 300 },
  })
}

export { unwrap }
