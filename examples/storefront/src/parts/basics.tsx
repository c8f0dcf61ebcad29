import type { ComponentChildren, JSX } from "preact"
import { useId } from "preact/hooks"

import type { Cart, Order, Price } from "../api"
import { money, t } from "../display"
import { explain, isMissing } from "../errors"
import type { Loaded } from "../load"
import { say } from "../messages"
import { Link } from "../router"
import { session, sessionEnded, signIn } from "../session"

/** What a page shows while it loads, and when that failed. */
export function Loading() {
  return (
    <p class="loading" role="status">
      <span class="spinner" aria-hidden="true" /> {t("Loading")}…
    </p>
  )
}

export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  return (
    <div class="note bad" role="alert">
      <p>{explain(error)}</p>
      {isMissing(error) ? (
        <Link to="/" class="button quiet">
          {t("Back to the shop")}
        </Link>
      ) : (
        retry && (
          <button type="button" class="button quiet" onClick={retry}>
            {t("Try again")}
          </button>
        )
      )}
    </div>
  )
}

interface ShownProps<T> {
  of: Loaded<T>
  children: (data: T) => ComponentChildren
}

/** Show what was loaded, or that it is loading, or why it could not be. */
export function Shown<T>({ of, children }: ShownProps<T>) {
  if (of.error) return <Failure error={of.error} retry={of.reload} />
  if (of.data === undefined) return <Loading />
  return <div aria-busy={of.isLoading}>{children(of.data)}</div>
}

export function SignInButton({ to, children }: { to: string; children?: ComponentChildren }) {
  return (
    <button type="button" class="button" onClick={() => signIn(to).catch(failedToSignIn)}>
      {children ?? t("Sign in")}
    </button>
  )
}

function failedToSignIn(): void {
  say(t("The sign-in does not work at the moment. Please try again in a minute."), "bad")
}

type ActionProps = JSX.IntrinsicElements["button"] & { isBusy: boolean; onClick?: () => void }

/** A button that acts once at a time. It is not disabled meanwhile: that would take the focus from it. */
export function Action({ isBusy, onClick, children, ...rest }: ActionProps) {
  const press = (event: Event) => {
    if (isBusy) event.preventDefault()
    else onClick?.()
  }
  return (
    <button {...rest} aria-disabled={isBusy} onClick={press}>
      {children}
    </button>
  )
}

/** A customer's page; a guest is offered to sign in. */
export function ForCustomers({ to, children }: { to: string; children: ComponentChildren }) {
  if (session.get()) return <>{children}</>
  // The layout offers it then.
  if (sessionEnded.get()) return null
  return (
    <div class="note">
      <p>{t("Please sign in.")}</p>
      <SignInButton to={to} />
    </div>
  )
}

interface FieldProps {
  label: string
  name: string
  value?: string | undefined
  type?: string
  autocomplete?: string
  isOptional?: boolean
  wide?: boolean
}

export function Field({
  label,
  name,
  value = "",
  type = "text",
  autocomplete,
  isOptional,
  wide,
}: FieldProps) {
  const id = useId()
  return (
    <div class={wide ? "field wide" : "field"}>
      <label for={id}>{label}</label>
      <input
        id={id}
        name={name}
        type={type}
        defaultValue={value}
        autocomplete={autocomplete}
        required={!isOptional}
      />
    </div>
  )
}

interface SelectProps {
  label: string
  value: string
  options: readonly (readonly [string, string])[]
  onChange?: (value: string) => void
  name?: string
  autocomplete?: string
}

export function Select({ label, value, options, onChange, name, autocomplete }: SelectProps) {
  const id = useId()
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        name={name}
        value={value}
        autocomplete={autocomplete}
        onChange={(event) => onChange?.(event.currentTarget.value)}
      >
        {options.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </div>
  )
}

export function Status({ good, children }: { good: boolean; children: ComponentChildren }) {
  return <span class={good ? "badge good" : "badge"}>{children}</span>
}

function Row({
  label,
  price,
  minus,
  strong,
}: {
  label: string
  price: Price
  minus?: boolean
  strong?: boolean
}) {
  return (
    <div class={strong ? "row strong" : "row"}>
      <dt>{label}</dt>
      <dd>
        {minus ? "−" : ""}
        {money(price)}
      </dd>
    </div>
  )
}

/** The amounts of a cart or an order; they add up. */
export function Totals({ of }: { of: Cart | Order }) {
  const tax = "tax" in of ? of.tax : "taxTotal" in of ? of.taxTotal : undefined
  return (
    <dl class="totals">
      {of.subtotal && <Row label={t("Goods")} price={of.subtotal} />}
      {of.shippingSubtotal && of.shippingSubtotal.value > 0 && (
        <Row label={t("Delivery")} price={of.shippingSubtotal} />
      )}
      {of.discountSubtotal && of.discountSubtotal.value > 0 && (
        <Row label={t("Discount")} price={of.discountSubtotal} minus />
      )}
      {tax && tax.value > 0 && <Row label={t("Tax")} price={tax} />}
      <Row label={t("Total")} price={of.total} strong />
    </dl>
  )
}
