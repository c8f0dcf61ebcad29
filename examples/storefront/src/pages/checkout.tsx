import type { ComponentChildren } from "preact"
import { useEffect, useRef, useState } from "preact/hooks"

import { api, type CustomerAddress, unwrap } from "../api"
import { cart, readCart, show } from "../cart"
import { useCell } from "../cell"
import { money, t } from "../display"
import { explain, hasCode } from "../errors"
import { useLoad } from "../load"
import { finish, leaveToPay, RETURN } from "../order"
import { AddressFields, AddressText, readAddress } from "../parts/address"
import { Action, Field, Shown, Totals } from "../parts/basics"
import { optionsOf, Providers, providersOf, type StepProps, savedAddresses } from "../parts/choices"
import { Express } from "../parts/express"
import { Link, Page } from "../router"
import { session } from "../session"

type Step = "address" | "delivery" | "payment"

export function Checkout() {
  const shown = useCell(cart)
  const [step, setStep] = useState<Step>()
  const [error, setError] = useState("")
  if (!shown || shown.items.data.length === 0) {
    return (
      <Page title={t("Checkout")}>
        <div class="note">
          <p>{t("Your cart is empty.")}</p>
          <Link to="/" class="button">
            {t("Back to the shop")}
          </Link>
        </div>
      </Page>
    )
  }
  const act = async (action: () => Promise<void>) => {
    setError("")
    try {
      await action()
    } catch (failure) {
      setError(explain(failure, shown.items.data))
      if (hasCode(failure, "cart_changed", "total_mismatch", "lines_unavailable", "out_of_stock"))
        await readCart()
    }
  }
  const missing = !shown.billingAddress ? "address" : !shown.shippingMethod ? "delivery" : "payment"
  const now = step ?? missing
  const done = (next: Step | undefined) => setStep(next)
  return (
    <Page title={t("Checkout")}>
      <div class="columns">
        <div class="steps">
          {error && (
            <p class="note bad" role="alert">
              {error}
            </p>
          )}
          <Express of={shown} act={act} />
          <StepBox
            number={1}
            title={t("Contact and address")}
            isOpen={now === "address"}
            change={() => setStep("address")}
            summary={shown.billingAddress && <AddressText address={shown.billingAddress} />}
          >
            <AddressStep of={shown} act={act} done={() => done(undefined)} />
          </StepBox>
          <StepBox
            number={2}
            title={t("Delivery")}
            isOpen={now === "delivery"}
            change={() => setStep("delivery")}
            summary={shown.shippingMethod && <p>{shown.shippingMethod.name}</p>}
          >
            <DeliveryStep of={shown} act={act} done={() => done(undefined)} />
          </StepBox>
          <StepBox number={3} title={t("Payment")} isOpen={now === "payment"}>
            <PaymentStep of={shown} act={act} />
          </StepBox>
        </div>
        <aside class="card sticky" aria-label={t("Your cart")}>
          <ul class="mini">
            {shown.items.data.map((item) => (
              <li key={item.id}>
                <span>
                  {item.quantity} × {item.product.name}
                </span>
                <span>{money(item.total)}</span>
              </li>
            ))}
          </ul>
          <Totals of={shown} />
        </aside>
      </div>
    </Page>
  )
}

interface StepBoxProps {
  number: number
  title: string
  isOpen: boolean
  summary?: ComponentChildren
  change?: () => void
  children: ComponentChildren
}

function StepBox({ number, title, isOpen, summary, change, children }: StepBoxProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  const wasOpen = useRef(isOpen)
  useEffect(() => {
    // What was pressed to get here is gone.
    if (isOpen && !wasOpen.current) heading.current?.focus()
    wasOpen.current = isOpen
  }, [isOpen])
  return (
    <section class={isOpen ? "card step open" : "card step"} aria-label={title}>
      <h2 tabIndex={-1} ref={heading}>
        <span class="number">{number}</span> {title}
        {!isOpen && summary && change && (
          <button type="button" class="link" onClick={change}>
            {t("Change")} <span class="hidden">{title}</span>
          </button>
        )}
      </h2>
      {isOpen ? children : summary}
    </section>
  )
}

function AddressStep({ of, act, done }: StepProps & { done: () => void }) {
  const customer = useCell(session)
  const saved = useLoad(customer?.email ?? "", savedAddresses)
  return <Shown of={saved}>{(list) => <AddressForm of={of} act={act} done={done} saved={list} />}</Shown>
}

function AddressForm({ of, act, done, saved }: StepProps & { done: () => void; saved: CustomerAddress[] }) {
  const customer = session.get()
  const [chosen, choose] = useState(saved[0]?.id ?? "")
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget as HTMLFormElement)
    return act(async () => {
      const body = {
        email: customer?.email ?? String(form.get("email")),
        sameAsBillingAddress: true,
        ...(chosen ? { billingAddressId: chosen } : { billingAddress: readAddress(form) }),
      }
      const path = { cartId: of.id }
      show(unwrap(await api.POST("/checkout/{cartId}/addresses", { params: { path }, body })))
      done()
    })
  }
  return (
    <form onSubmit={submit}>
      {saved.length > 0 && (
        <fieldset class="choices">
          <legend class="hidden">{t("Address")}</legend>
          {saved.map((one) => (
            <label key={one.id} class="choice">
              <input type="radio" name="saved" checked={chosen === one.id} onChange={() => choose(one.id)} />
              <span>
                <strong>{one.label ?? t("Address")}</strong>
                <AddressText address={one.address} />
              </span>
            </label>
          ))}
          <label class="choice">
            <input type="radio" name="saved" checked={chosen === ""} onChange={() => choose("")} />
            <span>{t("Use another address")}</span>
          </label>
        </fieldset>
      )}
      {chosen === "" && (
        <div class="fields">
          {!customer && (
            <Field label={t("Email")} name="email" type="email" autocomplete="email" value={of.email} wide />
          )}
          <AddressFields address={of.billingAddress} />
        </div>
      )}
      <button type="submit" class="button">
        {t("Continue")}
      </button>
    </form>
  )
}

function DeliveryStep({ of, act, done }: StepProps & { done: () => void }) {
  const options = useLoad(of.version, () => optionsOf(of.id))
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget as HTMLFormElement)
    return act(async () => {
      const body = { shippingOptionId: String(form.get("option")) }
      const path = { cartId: of.id }
      show(unwrap(await api.POST("/checkout/{cartId}/shipping-method", { params: { path }, body })))
      done()
    })
  }
  return (
    <Shown of={options}>
      {(list) => (
        <form onSubmit={submit}>
          <fieldset class="choices">
            <legend class="hidden">{t("Choose a delivery")}</legend>
            {list.map((option, index) => (
              <label key={option.id} class="choice">
                <input
                  type="radio"
                  name="option"
                  value={option.id}
                  required
                  defaultChecked={of.shippingMethod ? of.shippingMethod.id === option.id : index === 0}
                />
                <span>
                  <strong>{option.name}</strong> {option.subtotal && money(option.subtotal)}
                  <span class="quiet block">{option.description}</span>
                </span>
              </label>
            ))}
          </fieldset>
          <button type="submit" class="button">
            {t("Continue")}
          </button>
        </form>
      )}
    </Shown>
  )
}

function PaymentStep({ of, act }: StepProps) {
  const [isBusy, setBusy] = useState(false)
  const providers = useLoad(of.regionId ?? "", () => providersOf(of.regionId ?? ""))
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const providerId = String(new FormData(event.currentTarget as HTMLFormElement).get("provider"))
    setBusy(true)
    await act(async () => {
      const params = { path: { cartId: of.id } }
      const body = { providerId, ...RETURN() }
      const paid = unwrap(await api.POST("/checkout/{cartId}/payment", { params, body }))
      if (paid.redirectUrl) return leaveToPay(of.id, paid.redirectUrl)
      const expectedTotal = of.total
      finish(
        unwrap(await api.POST("/checkout/{cartId}/place-order", { params, body: { expectedTotal } })).order,
      )
    })
    setBusy(false)
  }
  return (
    <Shown of={providers}>
      {(list) => (
        <form onSubmit={submit}>
          <Providers list={list} />
          <Action type="submit" class="button full" isBusy={isBusy}>
            {t("Order and pay {total}", { total: money(of.total) })}
          </Action>
        </form>
      )}
    </Shown>
  )
}
