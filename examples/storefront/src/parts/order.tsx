import type { ComponentChildren } from "preact"

import type { Order } from "../api"
import { day, money, type Text, t } from "../display"
import { Picture } from "../picture"
import { Link } from "../router"
import { AddressText } from "./address"
import { Status, Totals } from "./basics"

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
          <code>{order.number ? `#${order.number}` : order.id}</code>
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
