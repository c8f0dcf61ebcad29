import { api, type Cart, type CustomerAddress, type PaymentProvider, unwrap } from "../api"
import { type Text, t } from "../display"
import { countries, loadReference } from "../reference"
import { session } from "../session"

export type Act = (action: () => Promise<void>) => Promise<void>
export interface StepProps {
  of: Cart
  act: Act
}

/** The providers that need nothing but a page of their own, or nothing at all; a card form needs the provider's script. */
const PROVIDERS: Record<string, [Text, Text]> = {
  pp_system_default: ["Pay by invoice", "You pay when the invoice arrives."],
  pp_hosted_hosted: ["Pay online", "You pay on the page of the payment provider."],
}

/** The customer's addresses to which this currency delivers, the default one first. */
export async function savedAddresses(): Promise<CustomerAddress[]> {
  if (!session.get()) return []
  const { data } = unwrap(await api.GET("/customers/addresses", { params: { query: { limit: 50 } } }))
  await loadReference()
  const codes = countries()
  return data
    .filter((one) => codes.includes(one.address.country))
    .sort((a, b) => Number(b.isDefault ?? false) - Number(a.isDefault ?? false))
}

export const optionsOf = async (cartId: string) =>
  unwrap(await api.GET("/checkout/{cartId}/shipping-options", { params: { path: { cartId } } })).data

export const providersOf = async (regionId: string) =>
  unwrap(await api.GET("/payments/providers", { params: { query: { regionId } } })).data.filter(
    (provider) => provider.id in PROVIDERS,
  )

export function Providers({ list }: { list: PaymentProvider[] }) {
  return (
    <fieldset class="choices">
      <legend class="hidden">{t("Payment")}</legend>
      {list.map(({ id }, index) => (
        <label key={id} class="choice">
          <input type="radio" name="provider" value={id} defaultChecked={index === 0} required />
          <span>
            <strong>{t(PROVIDERS[id]?.[0] ?? "Payment")}</strong>
            {PROVIDERS[id] && <span class="quiet block">{t(PROVIDERS[id][1])}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  )
}
