import { useState } from "preact/hooks"

import { api, type Product, type Service, unwrap } from "../api"
import { useCell } from "../cell"
import { day, language, money, type Text, t } from "../display"
import { useLoad } from "../load"
import { say } from "../messages"
import { Shown, Status } from "../parts/basics"
import { Ask } from "../parts/dialog"
import { Pages, pageOf, pagesOf, usePage } from "../parts/pages"
import { Picture } from "../picture"
import { Link } from "../router"
import { Account, nothing } from "./account"

const STATUSES = {
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
const EVENTS = {
  PURCHASED: "Bought",
  RENEWED: "Renewed",
  UPGRADED: "Plan changed",
  CANCELLED: "Cancelled",
} as const satisfies Record<string, Text>

export function Services() {
  return (
    <Account title={t("Services")}>
      <ServiceList />
    </Account>
  )
}

function ServiceList() {
  const page = usePage()
  const query = { ...pageOf(page), sort: "startDate_DESC" } as const
  const services = useLoad(`${page} ${useCell(language)}`, async () =>
    unwrap(await api.GET("/resources/services", { params: { query } })),
  )
  return (
    <Shown of={services}>
      {({ data, total }) => (
        <>
          {data.length === 0 && nothing()}
          <ul class="rows">
            {data.map((service) => (
              <ServiceRow key={service.id} service={service} reload={services.reload} />
            ))}
          </ul>
          <Pages page={page} pages={pagesOf(total)} />
          <Link to="/services" class="button quiet">
            {t("Buy a service")}
          </Link>
        </>
      )}
    </Shown>
  )
}

interface ServiceProps {
  service: Service
  reload: () => void
}

function ServiceRow({ service, reload }: ServiceProps) {
  const { id, product, contract, assets } = service
  return (
    <li class="card row-card">
      <div class="thumbs" aria-hidden="true">
        <Picture handle={product.link || id} />
      </div>
      <div>
        <h2>{product.link ? <Link to={`/services${product.link}`}>{product.name}</Link> : product.name}</h2>
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
      <p class="badges">
        <Status good={contract.status === "ACTIVE"}>{t(STATUSES[contract.status])}</Status>{" "}
        {contract.cancelledAt && contract.status === "ACTIVE" && (
          <Status good={false}>{t("Cancelled")}</Status>
        )}
      </p>
      <p class="line-total">
        {money(contract.price)}
        {contract.paymentPeriod && <span class="quiet block">{t(PERIODS[contract.paymentPeriod])}</span>}
      </p>
      <Changes service={service} reload={reload} />
    </li>
  )
}

type Change = "renew" | "upgrade" | "cancel"

function Changes({ service, reload }: ServiceProps) {
  const { product, contract } = service
  const [change, setChange] = useState<Change>()
  const close = () => setChange(undefined)
  const hasPeriod = contract.paymentPeriod !== undefined && contract.paymentPeriod !== "ONE_TIME"
  const isActive = contract.status === "ACTIVE"
  const others = (product.variants ?? []).filter(({ id }) => id !== product.variantId)
  const button = (kind: Change, text: Text) => (
    <button type="button" class="link" onClick={() => setChange(kind)}>
      {t(text)} <span class="hidden">{product.name}</span>
    </button>
  )
  return (
    <div class="actions row-actions">
      {product.link && hasPeriod && contract.status !== "INACTIVE" && button("renew", "Renew")}
      {isActive && others.length > 0 && button("upgrade", "Change the plan")}
      {isActive && hasPeriod && !contract.cancelledAt && button("cancel", "Cancel")}
      <History service={service} />
      {change === "renew" && <Renew service={service} reload={reload} close={close} />}
      {change === "upgrade" && <Upgrade service={service} reload={reload} close={close} plans={others} />}
      {change === "cancel" && <Cancel service={service} reload={reload} close={close} />}
    </div>
  )
}

type ChangeProps = ServiceProps & { close: () => void }

const pathTo = (service: Service) => ({ path: { id: service.id } })

function Renew({ service, reload, close }: ChangeProps) {
  const { product, contract } = service
  const renew = async () => {
    const { service: renewed } = unwrap(
      await api.POST("/resources/services/{id}/renew", { params: pathTo(service), body: {} }),
    )
    say(t("{name} is renewed until {date}.", { name: product.name, date: day(renewed.contract.endDate) }))
    reload()
  }
  return (
    <Ask
      title={t("Renew {name}", { name: product.name })}
      confirm={t("Order with payment")}
      act={renew}
      close={close}
    >
      <p>
        {contract.status === "ACTIVE"
          ? t("It goes on after {date}, for one period more.", { date: day(contract.endDate) })
          : t("It begins again today, for one period.")}
      </p>
      <p class="price">
        {money(product.price)}
        {contract.paymentPeriod && <span class="quiet">{t(PERIODS[contract.paymentPeriod])}</span>}
      </p>
      <p class="quiet">{t("You pay when the invoice arrives.")}</p>
    </Ask>
  )
}

type Plans = NonNullable<Product["variants"]>

function Upgrade({ service, reload, close, plans }: ChangeProps & { plans: Plans }) {
  const { product } = service
  const upgrade = async (form: FormData) => {
    const body = { variantId: String(form.get("plan")) }
    const { order } = unwrap(
      await api.POST("/resources/services/{id}/upgrade", { params: pathTo(service), body }),
    )
    say(t("The plan is changed. The order is {total}.", { total: money(order.total) }))
    reload()
  }
  return (
    <Ask
      title={t("Change the plan of {name}", { name: product.name })}
      confirm={t("Order with payment")}
      act={upgrade}
      close={close}
    >
      <p>{t("What is left of the time that you paid for is taken off the price.")}</p>
      <fieldset class="choices">
        <legend class="hidden">{t("Terms of the service")}</legend>
        {plans.map(({ id, title, price }, index) => (
          <label key={id} class="choice">
            <input type="radio" name="plan" value={id} required defaultChecked={index === 0} />
            <span>
              <strong>{title}</strong> {money(price)}
            </span>
          </label>
        ))}
      </fieldset>
      <p class="quiet">{t("You pay when the invoice arrives.")}</p>
    </Ask>
  )
}

function Cancel({ service, reload, close }: ChangeProps) {
  const { product, contract } = service
  const cancel = async () => {
    unwrap(await api.POST("/resources/services/{id}/cancel", { params: pathTo(service) }))
    say(t("{name} is cancelled.", { name: product.name }))
    reload()
  }
  return (
    <Ask
      title={t("Cancel {name}", { name: product.name })}
      confirm={t("Cancel the service")}
      act={cancel}
      close={close}
    >
      <p>
        {contract.endDate
          ? t("It runs until {date}, as paid, and then ends.", { date: day(contract.endDate) })
          : t("It runs as long as it is paid, and then ends.")}
      </p>
    </Ask>
  )
}

/** What became of the service: read when it is opened. */
function History({ service }: { service: Service }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {t("History")} <span class="hidden">{service.product.name}</span>
      </summary>
      {isOpen && <Events service={service} />}
    </details>
  )
}

function Events({ service }: { service: Service }) {
  const { contract } = service
  const key = [service.id, contract.endDate, contract.cancelledAt, contract.price.value].join("|")
  const whole = useLoad(key, async () =>
    unwrap(await api.GET("/resources/services/{id}", { params: pathTo(service) })),
  )
  return (
    <Shown of={whole}>
      {({ history = [] }) => (
        <ol class="history">
          {history.length === 0 && <li class="none">{t("There is nothing here yet.")}</li>}
          {history.map(({ event, at, orderId }) => (
            <li key={at}>
              {day(at)} · {t(EVENTS[event])}{" "}
              {orderId && <Link to={`/account/orders/${orderId}`}>{t("Order")}</Link>}
            </li>
          ))}
        </ol>
      )}
    </Shown>
  )
}
