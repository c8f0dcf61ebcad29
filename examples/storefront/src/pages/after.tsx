import { useEffect, useState } from "preact/hooks"

import { api, unwrap } from "../api"
import { readCart } from "../cart"
import { t } from "../display"
import { explain, hasCode } from "../errors"
import { useLoad } from "../load"
import { message, say } from "../messages"
import { finish, payingCart, placedOrder } from "../order"
import { Loading, Shown, SignInButton } from "../parts/basics"
import { OrderDetails } from "../parts/order"
import { Link, navigate, Page, useQuery } from "../router"
import { finishSignIn } from "../session"

/** Where the payment provider sends the shopper: the order is placed if the payment was made. */
export function PaymentReturn() {
  const cartId = payingCart()
  const placed = useLoad(cartId ?? "", async () => {
    if (!cartId) return false
    const params = { path: { cartId } }
    finish(unwrap(await api.POST("/checkout/{cartId}/place-order", { params, body: {} })).order)
    return true
  })
  const url = hasCode(placed.error, "payment_action_required") && placed.error.problem.paymentRedirectUrl
  const isOver = placed.data === false || placed.error !== undefined
  return (
    <Page title={t("Payment")}>
      {!isOver && <Loading />}
      {placed.error !== undefined && (
        <div class="note bad" role="alert">
          <p>{explain(placed.error)}</p>
          {url && /^https?:/.test(url) && (
            <a class="button" href={url}>
              {t("Pay online")}
            </a>
          )}
          <button type="button" class="button quiet" onClick={placed.reload}>
            {t("Try again")}
          </button>
        </div>
      )}
      {isOver && (
        <Link to="/checkout" class="button">
          {t("To the checkout")}
        </Link>
      )}
    </Page>
  )
}

export function Thanks() {
  const id = placedOrder()
  const order = useLoad(id ?? "", async () =>
    id ? unwrap(await api.GET("/orders/{id}", { params: { path: { id } } })) : undefined,
  )
  return (
    <Page title={t("Thank you!")} intro={t("Your order is placed.")} class="thanks">
      {id ? (
        <Shown of={order}>{(data) => data && <OrderDetails order={data} />}</Shown>
      ) : (
        <Link to="/" class="button">
          {t("Back to the shop")}
        </Link>
      )}
    </Page>
  )
}

export function SignIn() {
  const to = useQuery().get("to") ?? "/"
  return (
    <Page title={t("Sign in")}>
      <div class="note">
        <SignInButton to={to} />
      </div>
    </Page>
  )
}

/** Where the OpenID provider sends the shopper back to. */
export function SignedIn() {
  const [isRefused, setRefused] = useState(false)
  useEffect(() => {
    let isFirst = true
    const complete = async () => {
      const to = await finishSignIn(new URLSearchParams(location.search))
      await readCart().then(
        // What the reading had to say, such as a code that is lost, is not written over.
        () => message.get()?.kind === "bad" || say(t("You are signed in.")),
        (failure: unknown) => say(explain(failure), "bad"),
      )
      navigate(to, { replace: true })
    }
    complete().catch(() => {
      if (isFirst) setRefused(true)
    })
    return () => {
      isFirst = false
    }
  }, [])
  return (
    <Page title={t("Sign in")}>
      {isRefused ? (
        <div class="note bad" role="alert">
          <p>{t("The sign-in was not completed. Please try again.")}</p>
          <SignInButton to="/" />
        </div>
      ) : (
        <Loading />
      )}
    </Page>
  )
}
