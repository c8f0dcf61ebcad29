import { useState } from "preact/hooks"

import { useAct } from "../act"
import { api, type Order, unwrap } from "../api"
import { useCell } from "../cell"
import { t } from "../display"
import { explain, isMissing } from "../errors"
import { Action, Field, SignInButton } from "../parts/basics"
import { Deliveries, OrderDetails, Reorder, Returns } from "../parts/order"
import { ReturnForm } from "../parts/return"
import { Page, useQuery } from "../router"
import { session } from "../session"

interface Wanted {
  number: number
  email: string
}

const find = async (query: Wanted): Promise<Order> =>
  unwrap(await api.GET("/orders/lookup", { params: { query } }))

/** An order that was placed without signing in: by its number and email, as they are in the confirmation. */
export function FindOrder() {
  const number = useQuery().get("number") ?? ""
  const customer = useCell(session)
  const [wanted, setWanted] = useState<Wanted>()
  const [order, setOrder] = useState<Order>()
  const [error, setError] = useState("")
  const show = async (query: Wanted) => {
    setError("")
    try {
      setOrder(await find(query))
      setWanted(query)
    } catch (failure) {
      setOrder(undefined)
      setError(
        isMissing(failure)
          ? t("We know of no such order. Please check the number and the email.")
          : explain(failure),
      )
    }
  }
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget as HTMLFormElement)
    return show({ number: Number(form.get("number")), email: String(form.get("email")).trim() })
  }
  return (
    <Page title={t("Find an order")} intro={t("For orders that were placed without signing in.")}>
      <form class="card find" onSubmit={submit}>
        <div class="field">
          <label for="number">{t("Order number")}</label>
          <input
            id="number"
            name="number"
            inputMode="numeric"
            pattern="[0-9]{1,9}"
            defaultValue={number}
            required
          />
        </div>
        <Field label={t("Email")} name="email" type="email" autocomplete="email" value={customer?.email} />
        <button type="submit" class="button">
          {t("Find")}
        </button>
        <p class="field-error" role="alert">
          {error}
        </p>
      </form>
      {order && wanted && (
        <section class="block-gap" aria-label={t("Your order")}>
          <OrderDetails order={order}>
            <Deliveries order={order} />
            <Returns order={order} />
            <Reorder order={order} />
            <Claim order={order} />
            <ReturnForm order={order} reload={() => show(wanted)} />
          </OrderDetails>
        </section>
      )}
    </Page>
  )
}

/** Ask for the order: whoever reads its email decides, by a link. */
function Claim({ order }: { order: Order }) {
  const customer = useCell(session)
  const [isAsked, setAsked] = useState(false)
  const { act, isBusy, error } = useAct()
  const ask = () =>
    act(async () => {
      unwrap(await api.POST("/orders/{id}/transfer", { params: { path: { id: order.id } }, body: {} }))
      setAsked(true)
    })
  return (
    <section class="card block-gap" aria-label={t("Move to your account")}>
      <h2>{t("Move to your account")}</h2>
      {isAsked ? (
        <p role="status">
          {t("We have sent a link to {email}. Open it to agree.", { email: order.email ?? "" })}
        </p>
      ) : (
        <>
          <p>{t("Then you find the order among yours, and only you can open it.")}</p>
          {customer ? (
            <Action type="button" class="button quiet" isBusy={isBusy} onClick={ask}>
              {t("Ask for this order")}
            </Action>
          ) : (
            <SignInButton to={`/find-order?number=${order.number}`} />
          )}
        </>
      )}
      <p class="field-error" role="alert">
        {error}
      </p>
    </section>
  )
}
