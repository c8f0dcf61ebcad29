import type { ComponentChildren } from "preact"

import { api, unwrap } from "../api"
import { useCell } from "../cell"
import { day, language, money, type Text, t } from "../display"
import { useLoad } from "../load"
import { ForCustomers, Shown } from "../parts/basics"
import { OrderStatus } from "../parts/order"
import { Pages, pageOf, pagesOf, usePage } from "../parts/pages"
import { Picture } from "../picture"
import { address, Link, Page, useCurrentInView } from "../router"
import { session } from "../session"

const PAGES = [
  ["/account", "Orders"],
  ["/account/profile", "Profile"],
  ["/account/addresses", "Addresses"],
  ["/account/assets", "Devices"],
  ["/account/services", "Services"],
] as const satisfies [string, Text][]

export function Account({ title, children }: { title: string; children: ComponentChildren }) {
  const path = useCell(address)
  const customer = useCell(session)
  const tabs = useCurrentInView()
  return (
    <Page title={title} intro={customer && t("Hello, {name}", { name: customer.name })}>
      <ForCustomers to={path}>
        <nav class="tabs" aria-label={t("Your account")} ref={tabs}>
          <ul>
            {PAGES.map(([to, text]) => (
              <li key={to}>
                <Link to={to} aria-current={path.split("?")[0] === to ? "page" : undefined}>
                  {t(text)}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        {children}
      </ForCustomers>
    </Page>
  )
}

export const nothing = () => <p class="note">{t("There is nothing here yet.")}</p>

export function Orders() {
  return (
    <Account title={t("Orders")}>
      <OrderList />
    </Account>
  )
}

function OrderList() {
  const page = usePage()
  const orders = useLoad(`${page} ${useCell(language)}`, async () =>
    unwrap(await api.GET("/orders", { params: { query: pageOf(page) } })),
  )
  return (
    <Shown of={orders}>
      {({ data, total }) => (
        <>
          {data.length === 0 && nothing()}
          <ul class="rows">
            {data.map((order) => (
              <li key={order.id} class="card row-card">
                <div class="thumbs" aria-hidden="true">
                  {order.items.data.slice(0, 3).map((item) => (
                    <Picture
                      key={item.id}
                      handle={item.product.link ?? item.product.id}
                      options={Object.values(item.options ?? {})}
                    />
                  ))}
                </div>
                <div>
                  <h2>
                    <Link to={`/account/orders/${order.id}`}>
                      {t("Order of {date}", { date: day(order.createdAt) })}
                    </Link>
                  </h2>
                  <p class="quiet">{order.items.data.map((item) => item.product.name).join(", ")}</p>
                </div>
                <OrderStatus order={order} />
                <p class="line-total">{money(order.total)}</p>
              </li>
            ))}
          </ul>
          <Pages page={page} pages={pagesOf(total)} />
          <p class="block-gap">
            {t("Did you order without signing in?")} <Link to="/find-order">{t("Find an order")}</Link>
          </p>
        </>
      )}
    </Shown>
  )
}
