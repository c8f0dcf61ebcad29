import { useState } from "preact/hooks"

import { api, unwrap } from "../api"
import { useCell } from "../cell"
import { money, t } from "../display"
import { hasCode } from "../errors"
import { useLoad } from "../load"
import { finish, leaveToPay, RETURN } from "../order"
import { session } from "../session"
import { AddressText } from "./address"
import { Action } from "./basics"
import { optionsOf, Providers, providersOf, type StepProps, savedAddresses } from "./choices"

/** For who has ordered before: the saved address and one call. */
export function Express({ of, act }: StepProps) {
  const customer = useCell(session)
  const [isBusy, setBusy] = useState(false)
  const what = useLoad(`${customer?.email ?? ""} ${of.id}`, async () => {
    const [address] = await savedAddresses()
    if (!address) return undefined
    const [[option], providers] = await Promise.all([optionsOf(of.id), providersOf(of.regionId ?? "")])
    return option && { address, option, providers }
  })
  if (!what.data) return null
  const { address, option, providers } = what.data
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const paymentProviderId = String(new FormData(event.currentTarget as HTMLFormElement).get("provider"))
    setBusy(true)
    await act(async () => {
      const body = {
        billingAddressId: address.id,
        sameAsBillingAddress: true,
        shippingMethodId: option.id,
        paymentProviderId,
        ...RETURN(),
      }
      const params = { path: { cartId: of.id } }
      try {
        finish(unwrap(await api.POST("/checkout/{cartId}/complete", { params, body })).order)
      } catch (error) {
        const url = hasCode(error, "payment_action_required") && error.problem.paymentRedirectUrl
        if (!url) throw error
        leaveToPay(of.id, url)
      }
    })
    setBusy(false)
  }
  return (
    <section class="card express" aria-label={t("Express checkout")}>
      <h2>{t("Express checkout")}</h2>
      <form onSubmit={submit}>
        <AddressText address={address.address} />
        <p>
          {option.name}
          {option.subtotal && ` · ${money(option.subtotal)}`}
        </p>
        <Providers list={providers} />
        <Action type="submit" class="button full" isBusy={isBusy}>
          {t("Order now")}
        </Action>
      </form>
    </section>
  )
}
