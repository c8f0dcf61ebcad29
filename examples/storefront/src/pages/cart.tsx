import { useEffect } from "preact/hooks"

import { useAct } from "../act"
import type { CartItem, UnavailableItem } from "../api"
import { addCode, cart, leftOut, removeCode, removeItem, setQuantity } from "../cart"
import { useCell } from "../cell"
import { money, type Text, t } from "../display"
import { say } from "../messages"
import { Totals } from "../parts/basics"
import { Picture } from "../picture"
import { focusHeading, Link, Page } from "../router"

export function CartPage() {
  const shown = useCell(cart)
  const { act: attempt, error } = useAct(shown?.items.data)
  const act = (action: () => Promise<void>, done = "") =>
    attempt(async () => {
      await action()
      if (done) say(done)
    })
  if (!shown || shown.items.data.length === 0) {
    return (
      <Page title={t("Your cart")}>
        <div class="note">
          <p>{t("Your cart is empty.")}</p>
          <Link to="/" class="button">
            {t("Back to the shop")}
          </Link>
        </div>
      </Page>
    )
  }
  return (
    <Page title={t("Your cart")}>
      <div class="columns">
        <div>
          {error && (
            <p class="note bad" role="alert">
              {error}
            </p>
          )}
          <LeftOut />
          <ul class="lines">
            {shown.items.data.map((item) => (
              <Line key={item.id} item={item} act={act} />
            ))}
          </ul>
        </div>
        <aside class="card sticky" aria-label={t("Total")}>
          <Codes act={act} />
          <Totals of={shown} />
          <Link to="/checkout" class="button full">
            {t("To the checkout")}
          </Link>
        </aside>
      </div>
    </Page>
  )
}

const REASONS: Record<UnavailableItem["code"], Text> = {
  not_for_sale: "no longer for sale",
  out_of_stock: "sold out",
  no_price: "not for sale in this currency",
}

/** What could not be bought again. */
function LeftOut() {
  const items = useCell(leftOut)
  useEffect(() => () => leftOut.set([]), [])
  if (items.length === 0) return null
  return (
    <section class="note bad" aria-label={t("Not in your cart")} role="alert">
      <h2>{t("Not in your cart")}</h2>
      <ul>
        {items.map(({ itemId, quantity, name, code, available }) => (
          <li key={itemId}>
            {quantity} × {name}:{" "}
            {code === "out_of_stock" && available
              ? t("only {count} left, and in your cart", { count: available })
              : t(REASONS[code])}
          </li>
        ))}
      </ul>
    </section>
  )
}

type Act = (action: () => Promise<void>, done?: string) => Promise<void>

function Line({ item, act }: { item: CartItem; act: Act }) {
  const { product, quantity } = item
  const change = (event: Event) => {
    const input = event.currentTarget as HTMLInputElement
    const wanted = Number(input.value)
    // What the API refuses is not shown as if it were so.
    const reset = () => {
      input.value = String(item.quantity)
    }
    if (wanted >= 1 && wanted !== quantity) {
      const write = () =>
        setQuantity(item.id, wanted).catch((error: unknown) => {
          reset()
          throw error
        })
      act(write).catch(reset)
    } else reset()
  }
  return (
    <li class="line">
      <Picture handle={product.link ?? product.id} options={Object.values(item.options ?? {})} />
      <div class="line-text">
        <h2>{product.link ? <Link to={`/products${product.link}`}>{product.name}</Link> : product.name}</h2>
        <p class="quiet">{item.variantTitle}</p>
        <p>{money(item.price)}</p>
      </div>
      <div class="line-act">
        <input
          type="number"
          min="1"
          max="9999"
          key={quantity}
          defaultValue={String(quantity)}
          aria-label={t("Quantity of {name}", { name: product.name })}
          onChange={change}
        />
        <button
          type="button"
          class="link"
          aria-label={t("Remove {name}", { name: product.name })}
          onClick={() => act(() => removeItem(item.id).then(focusHeading))}
        >
          {t("Remove")}
        </button>
      </div>
      <p class="line-total">{money(item.total)}</p>
    </li>
  )
}

function Codes({ act }: { act: Act }) {
  const promotions = useCell(cart)?.promotions ?? []
  const { act: apply, error } = useAct()
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    const code = String(new FormData(form).get("code") ?? "").trim()
    return apply(async () => {
      await addCode(code)
      form.reset()
      say(t("Code {code} is applied.", { code }))
    })
  }
  return (
    <div class="codes">
      <form onSubmit={submit}>
        <label for="code">{t("Promotion code")}</label>
        <div class="joined">
          <input
            id="code"
            name="code"
            required
            autocomplete="off"
            aria-describedby="code-error"
            aria-invalid={error !== ""}
          />
          <button type="submit" class="button quiet">
            {t("Apply")}
          </button>
        </div>
        <p id="code-error" class="field-error" role="alert">
          {error}
        </p>
      </form>
      {promotions.length > 0 && (
        <ul class="chips">
          {promotions.map(({ code }) => (
            <li key={code} class="chip">
              {code}
              <button
                type="button"
                aria-label={t("Remove code {code}", { code })}
                onClick={() => act(() => removeCode(code).then(focusHeading))}
              >
                ×
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
