import type { ComponentChildren } from "preact"

import { useAct } from "../act"
import { api, type Order, unwrap } from "../api"
import { leftOut, show } from "../cart"
import { day, money, setCurrency, type Text, t } from "../display"
import { Picture } from "../picture"
import { Link, navigate } from "../router"
import { AddressText } from "./address"
import { Action, Status, Totals } from "./basics"

const STATUSES: Record<Order["status"], Text> = {
  PENDING: "Processing",
  SHIPPED: "Shipped",
  COMPLETED: "Completed",
  CANCELLED: "Cancelled",
  ARCHIVED: "Archived",
  REQUIRES_ACTION: "Waits for you",
  UNKNOWN: "Unknown",
}

const PAYMENTS: Record<Order["paymentStatus"], Text> = {
  PENDING: "Payment under way",
  PAID: "Paid",
  CAPTURED: "Paid",
  FAILED: "Failed",
  REFUNDED: "Refunded",
  PARTIALLY_REFUNDED: "Partly refunded",
  NOT_PAID: "Payment open",
  REQUIRES_ACTION: "Waits for you",
  UNKNOWN: "Unknown",
}

export function OrderStatus({ order }: { order: Order }) {
  const isPaid = ["PAID", "CAPTURED"].includes(order.paymentStatus)
  return (
    <p class="badges">
      <Status good={["COMPLETED", "SHIPPED"].includes(order.status)}>{t(STATUSES[order.status])}</Status>{" "}
      <Status good={isPaid}>{t(PAYMENTS[order.paymentStatus])}</Status>
    </p>
  )
}

export function OrderDetails({ order, children }: { order: Order; children?: ComponentChildren }) {
  return (
    <div class="columns">
      <div>
        <OrderStatus order={order} />
        <p class="quiet">
          {t("Order of {date}", { date: day(order.createdAt) })} ·{" "}
          {order.number ? `#${order.number}` : <code>{order.id}</code>}
        </p>
        <ul class="lines">
          {order.items.data.map((item) => (
            <li key={item.id} class="line">
              <Picture
                handle={item.product.link ?? item.product.id}
                options={Object.values(item.options ?? {})}
              />
              <div class="line-text">
                <h2>
                  {item.product.link ? (
                    <Link to={`/products${item.product.link}`}>{item.product.name}</Link>
                  ) : (
                    item.product.name
                  )}
                </h2>
                <p class="quiet">{item.variantTitle}</p>
                <p>
                  {item.quantity} × {money(item.price)}
                </p>
              </div>
              <p class="line-total">{item.total && money(item.total)}</p>
            </li>
          ))}
        </ul>
        {children}
      </div>
      <aside class="card" aria-label={t("Total")}>
        <Totals of={order} />
        {order.shippingAddress && (
          <>
            <h2>{t("Delivery address")}</h2>
            <AddressText address={order.shippingAddress} />
          </>
        )}
        {order.shippingMethods.map((method) => (
          <p key={method.id} class="quiet">
            {method.name}
          </p>
        ))}
      </aside>
    </div>
  )
}

const DELIVERY = {
  PACKED: "Packed",
  SHIPPED: "Shipped",
  DELIVERED: "Delivered",
  CANCELLED: "Cancelled",
} as const satisfies Record<string, Text>

export function Deliveries({ order }: { order: Order }) {
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
              <Status good={status === "SHIPPED" || status === "DELIVERED"}>{t(DELIVERY[status])}</Status>{" "}
              {date && day(date)}{" "}
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

export function Returns({ order }: { order: Order }) {
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
export function Reorder({ order }: { order: Order }) {
  const { act, isBusy, error } = useAct()
  const reorder = () =>
    act(async () => {
      // In the order's currency, whatever the shop shows.
      const params = { path: { id: order.id }, header: { "x-currency": order.currency } }
      const { cart, unavailable } = unwrap(await api.POST("/orders/{id}/reorder", { params }))
      show(cart)
      setCurrency(cart.currency)
      leftOut.set(unavailable)
      navigate("/cart")
    })
  return (
    <p class="block-gap">
      <Action type="button" class="button quiet" isBusy={isBusy} onClick={reorder}>
        {t("Order again")}
      </Action>
      {error && (
        <span class="note bad" role="alert">
          {error}
        </span>
      )}
    </p>
  )
}
