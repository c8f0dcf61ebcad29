import { useState } from "preact/hooks"

import { useAct } from "../act"
import { api, unwrap } from "../api"
import { type Text, t } from "../display"
import { Action } from "../parts/basics"
import { Link, navigate, Page } from "../router"

const DONE = {
  accept: "The order is in the customer's account now.",
  decline: "You have declined. The order stays as it is.",
} as const satisfies Record<string, Text>

type Decision = keyof typeof DONE

/** Where the mailed link leads: who has its token decides whether a customer gets a guest's order. */
export function TransferPage() {
  // After the #, which browsers send to no server.
  const [link] = useState(() => new URLSearchParams(location.hash.slice(1)))
  const [decision, setDecision] = useState<Decision>()
  const { act, isBusy, error } = useAct()
  const [id, token] = [link.get("order"), link.get("token")]
  const decide = (wanted: Decision) =>
    act(async () => {
      const params = { path: { id: id ?? "" } }
      unwrap(await api.POST(`/orders/{id}/transfer/${wanted}`, { params, body: { token: token ?? "" } }))
      setDecision(wanted)
      navigate("/transfer", { replace: true })
    })
  return (
    <Page title={t("Move an order")}>
      <div class="note">
        {decision ? (
          <>
            <p role="status">{t(DONE[decision])}</p>
            <Link to={decision === "accept" ? "/account" : "/"} class="button">
              {decision === "accept" ? t("Orders") : t("Back to the shop")}
            </Link>
          </>
        ) : id && token ? (
          <>
            <p>{t("A customer of our shop asks for an order that was placed with your email.")}</p>
            <p>{t("If you agree, only that customer can open it. If you do not know of it, decline.")}</p>
            <Action type="button" class="button" isBusy={isBusy} onClick={() => decide("accept")}>
              {t("Accept")}
            </Action>
            <Action type="button" class="button quiet" isBusy={isBusy} onClick={() => decide("decline")}>
              {t("Decline")}
            </Action>
          </>
        ) : (
          <p>{t("This link is not complete. Please open it as it is in the mail.")}</p>
        )}
      </div>
      {error && (
        <p class="note bad" role="alert">
          {error}
        </p>
      )}
    </Page>
  )
}
