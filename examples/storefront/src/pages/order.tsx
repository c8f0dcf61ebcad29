import { useState } from "preact/hooks"

import { api, type Order, unwrap } from "../api"
import { show } from "../cart"
import { useCell } from "../cell"
import { day, language, type Text, t } from "../display"
import { explain } from "../errors"
import { type Loaded, useLoad } from "../load"
import { say } from "../messages"
import { Select, Shown, Status } from "../parts/basics"
import { OrderDetails } from "../parts/order"
import { navigate } from "../router"
import { Account } from "./account"

export function OrderPage({ id }: { id: string }) {
  return (
    <Account title={t("Your order")}>
      <OneOrder id={id} />
    </Account>
  )
}

function OneOrder({ id }: { id: string }) {
  const order = useLoad(`${id} ${useCell(language)}`, async () =>
    unwrap(await api.GET("/orders/{id}", { params: { path: { id } } })),
  )
  return (
    <Shown of={order}>
      {(data) => (
        <OrderDetails order={data}>
          <Deliveries order={data} />
          <Returns order={data} />
          <Reorder order={data} />
          <ReturnForm order={data} reload={order.reload} />
        </OrderDetails>
      )}
    </Shown>
  )
}

const DELIVERY = {
  PACKED: "Packed",
  SHIPPED: "Shipped",
  DELIVERED: "Delivered",
  CANCELLED: "Cancelled",
} as const satisfies Record<string, Text>

function Deliveries({ order }: { order: Order }) {
  const deliveries = order.fulfilments ?? []
  if (deliveries.length === 0) return null
  return (
    <section class="card block-gap">
      <h2>{t("Delivery")}</h2>
      <ul>
        {deliveries.map(({ id, status, shippedAt, deliveredAt, tracking }) => {
          const date = deliveredAt ?? shippedAt
          return (
            <li key={id}>
              <Status good={status === "DELIVERED"}>{t(DELIVERY[status])}</Status> {date && day(date)}{" "}
              {(tracking ?? []).map(({ number, url }) =>
                url && /^https?:/.test(url) ? (
                  <a key={number} href={url} rel="noreferrer">
                    {number}
                  </a>
                ) : (
                  <span key={number}>{number}</span>
                ),
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}

const RETURN = {
  OPEN: "Processing",
  REQUESTED: "Requested",
  PARTIALLY_RECEIVED: "Partly received",
  RECEIVED: "Received",
  CANCELLED: "Cancelled",
  UNKNOWN: "Unknown",
} as const satisfies Record<string, Text>

function Returns({ order }: { order: Order }) {
  const returns = order.returns ?? []
  if (returns.length === 0) return null
  const nameOf = (id: string) => order.items.data.find((item) => item.id === id)?.product.name
  return (
    <section class="card block-gap">
      <h2>{t("Returns")}</h2>
      <ul>
        {returns.map(({ id, status, createdAt, items }) => (
          <li key={id}>
            <Status good={status === "RECEIVED"}>{t(RETURN[status])}</Status> {day(createdAt)} ·{" "}
            {items.map((item) => `${item.quantity} × ${nameOf(item.itemId) ?? ""}`).join(", ")}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** A new cart with what can still be bought. */
function Reorder({ order }: { order: Order }) {
  const [error, setError] = useState("")
  const reorder = async () => {
    setError("")
    try {
      const params = { path: { id: order.id } }
      const { cart, unavailable } = unwrap(await api.POST("/orders/{id}/reorder", { params }))
      show(cart)
      const missing = unavailable.map(({ name }) => name).join(", ")
      if (missing) say(t("No longer available: {names}.", { names: missing }), "bad")
      navigate("/cart")
    } catch (failure) {
      setError(explain(failure))
    }
  }
  return (
    <p class="block-gap">
      <button type="button" class="button quiet" onClick={reorder}>
        {t("Order again")}
      </button>
      {error && (
        <span class="note bad" role="alert">
          {error}
        </span>
      )}
    </p>
  )
}

function ReturnForm({ order, reload }: { order: Order; reload: Loaded<Order>["reload"] }) {
  const left = order.items.data.filter((item) => (item.returnableQuantity ?? 0) > 0)
  const [error, setError] = useState("")
  const reasons = useLoad(`${order.id} ${left.length}`, async () =>
    left.length > 0 ? unwrap(await api.GET("/return-reasons")).data : [],
  )
  if (left.length === 0) return null
  const send = async (event: SubmitEvent) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget as HTMLFormElement)
    const reasonId = String(form.get("reason") ?? "")
    const items = left
      .map((item) => ({
        itemId: item.id,
        quantity: Number(form.get(item.id)),
        ...(reasonId && { reasonId }),
      }))
      .filter((item) => item.quantity > 0)
    setError("")
    if (items.length === 0) {
      setError(t("Choose how many to send back."))
      return
    }
    try {
      const params = { path: { id: order.id } }
      unwrap(await api.POST("/orders/{id}/returns", { params, body: { items } }))
      say(t("The return is requested."))
      reload()
    } catch (failure) {
      setError(explain(failure))
    }
  }
  const choices = (reasons.data ?? []).map(({ id, label }) => [id, label] as const)
  return (
    <form class="card block-gap" onSubmit={send} aria-label={t("Return items")}>
      <h2>{t("Return items")}</h2>
      <div class="fields">
        {left.map((item) => (
          <div key={item.id} class="field">
            <label for={`return-${item.id}`}>{t("Send back: {name}", { name: item.product.name })}</label>
            <input
              id={`return-${item.id}`}
              name={item.id}
              type="number"
              min="0"
              max={item.returnableQuantity}
              defaultValue="0"
            />
          </div>
        ))}
        {choices.length > 0 && <ReasonSelect choices={choices} />}
      </div>
      <button type="submit" class="button">
        {t("Request the return")}
      </button>
      <p class="field-error" role="alert">
        {error}
      </p>
    </form>
  )
}

function ReasonSelect({ choices }: { choices: (readonly [string, string])[] }) {
  const [reason, setReason] = useState("")
  const options = [["", t("No reason")] as const, ...choices]
  return <Select label={t("Reason")} name="reason" value={reason} options={options} onChange={setReason} />
}
