import type { ComponentChildren } from "preact"

import { api, unwrap } from "../api"
import { useCell } from "../cell"
import { day, language, money, type Text, t } from "../display"
import { useLoad } from "../load"
import { ForCustomers, Shown, Status } from "../parts/basics"
import { OrderStatus } from "../parts/order"
import { Picture } from "../picture"
import { address, Link, Page } from "../router"
import { session } from "../session"

const PAGES = [
  ["/account", "Orders"],
  ["/account/addresses", "Addresses"],
  ["/account/assets", "Devices"],
  ["/account/services", "Services"],
] as const satisfies [string, Text][]

export function Account({ title, children }: { title: string; children: ComponentChildren }) {
  const path = useCell(address)
  const customer = useCell(session)
  return (
    <Page title={title} intro={customer && t("Hello, {name}", { name: customer.name })}>
      <ForCustomers to={path}>
        <nav class="tabs" aria-label={t("Your account")}>
          <ul>
            {PAGES.map(([to, text]) => (
              <li key={to}>
                <Link to={to} aria-current={path === to ? "page" : undefined}>
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

const nothing = () => <p class="note">{t("There is nothing here yet.")}</p>
const LIMIT = 50

export function Orders() {
  return (
    <Account title={t("Orders")}>
      <OrderList />
    </Account>
  )
}

function OrderList() {
  const orders = useLoad(useCell(language), async () =>
    unwrap(await api.GET("/orders", { params: { query: { limit: LIMIT } } })),
  )
  return (
    <Shown of={orders}>
      {({ data }) => (
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
        </>
      )}
    </Shown>
  )
}

const ASSET_STATUSES = {
  ACTIVE: "Active",
  INACTIVE: "Inactive",
  RETIRED: "Retired",
} as const satisfies Record<string, Text>

export function Assets() {
  return (
    <Account title={t("Devices")}>
      <AssetList />
    </Account>
  )
}

function AssetList() {
  const assets = useLoad(useCell(language), async () =>
    unwrap(await api.GET("/resources/assets", { params: { query: { limit: LIMIT } } })),
  )
  return (
    <Shown of={assets}>
      {({ data }) => (
        <>
          {data.length === 0 && nothing()}
          <ul class="rows">
            {data.map((asset) => (
              <li key={asset.id} class="card row-card">
                <div class="thumbs" aria-hidden="true">
                  <Picture handle={asset.product?.link ?? asset.id} />
                </div>
                <div>
                  <h2>{asset.product?.name ?? asset.model}</h2>
                  <p class="quiet">
                    {t("Serial number")} {asset.serialNo}
                  </p>
                </div>
                {asset.status && (
                  <p>
                    <Status good={asset.status === "ACTIVE"}>{t(ASSET_STATUSES[asset.status])}</Status>
                  </p>
                )}
                <p class="quiet">
                  {asset.endOfWarranty && `${t("Warranty until")} ${day(asset.endOfWarranty)}`}
                </p>
              </li>
            ))}
          </ul>
        </>
      )}
    </Shown>
  )
}

const SERVICE_STATUSES = {
  ACTIVE: "Active",
  INACTIVE: "Inactive",
  EXPIRED: "Expired",
} as const satisfies Record<string, Text>
const PERIODS = {
  ONE_TIME: "Once",
  WEEKLY: "Weekly",
  MONTHLY: "Monthly",
  YEARLY: "Yearly",
} as const satisfies Record<string, Text>

export function Services() {
  return (
    <Account title={t("Services")}>
      <ServiceList />
    </Account>
  )
}

function ServiceList() {
  const services = useLoad(useCell(language), async () =>
    unwrap(
      await api.GET("/resources/services", { params: { query: { limit: LIMIT, sort: "startDate_DESC" } } }),
    ),
  )
  return (
    <Shown of={services}>
      {({ data }) => (
        <>
          {data.length === 0 && nothing()}
          <ul class="rows">
            {data.map(({ id, product, contract, assets }) => (
              <li key={id} class="card row-card">
                <div class="thumbs" aria-hidden="true">
                  <Picture handle={product.link || id} />
                </div>
                <div>
                  <h2>
                    {product.link ? (
                      <Link to={`/services${product.link}`}>{product.name}</Link>
                    ) : (
                      product.name
                    )}
                  </h2>
                  <p class="quiet">
                    {t("Starts")} {day(contract.startDate)} ·{" "}
                    {contract.endDate ? `${t("Ends")} ${day(contract.endDate)}` : t("No end")}
                  </p>
                  {assets.map((asset) => (
                    <p key={asset.id} class="quiet">
                      {t("Belongs to")} {asset.product?.name ?? asset.model} {asset.serialNo}
                    </p>
                  ))}
                </div>
                <p>
                  <Status good={contract.status === "ACTIVE"}>{t(SERVICE_STATUSES[contract.status])}</Status>
                </p>
                <p class="line-total">
                  {money(contract.price)}
                  {contract.paymentPeriod && (
                    <span class="quiet block">{t(PERIODS[contract.paymentPeriod])}</span>
                  )}
                </p>
              </li>
            ))}
          </ul>
          <Link to="/services" class="button quiet">
            {t("Buy a service")}
          </Link>
        </>
      )}
    </Shown>
  )
}
