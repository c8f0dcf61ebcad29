import { useState } from "preact/hooks"

import { useAct } from "../act"
import { type Asset, api, unwrap } from "../api"
import { useCell } from "../cell"
import { day, language, type Text, t } from "../display"
import { useLoad } from "../load"
import { say } from "../messages"
import { Action, Field, Select, Shown, Status } from "../parts/basics"
import { Pages, pageOf, pagesOf, usePage } from "../parts/pages"
import { Picture } from "../picture"
import { Link } from "../router"
import { Account, nothing } from "./account"

const STATUSES = {
  ACTIVE: "Active",
  INACTIVE: "Inactive",
  RETIRED: "Retired",
} as const satisfies Record<string, Text>

export function Devices() {
  return (
    <Account title={t("Devices")}>
      <DeviceList />
    </Account>
  )
}

function DeviceList() {
  const page = usePage()
  const query = { ...pageOf(page), sort: "createdAt_DESC" } as const
  const assets = useLoad(`${page} ${useCell(language)}`, async () =>
    unwrap(await api.GET("/resources/assets", { params: { query } })),
  )
  return (
    <Shown of={assets}>
      {({ data, total }) => (
        <>
          {data.length === 0 && nothing()}
          <ul class="rows">
            {data.map((asset) => (
              <Device key={asset.id} asset={asset} />
            ))}
          </ul>
          <Pages page={page} pages={pagesOf(total)} />
          <Register reload={assets.reload} />
        </>
      )}
    </Shown>
  )
}

function Device({ asset }: { asset: Asset }) {
  const { product, status, confirmation } = asset
  const name = product?.name ?? asset.model
  return (
    <li class="card row-card">
      <div class="thumbs" aria-hidden="true">
        <Picture handle={product?.link ?? asset.id} />
      </div>
      <div>
        <h2>{product?.link ? <Link to={`/products${product.link}`}>{name}</Link> : name}</h2>
        <p class="quiet">
          {t("Serial number")} {asset.serialNo}
        </p>
      </div>
      <p class="badges">
        {confirmation === "PENDING" ? (
          <Status good={false}>{t("We are checking it")}</Status>
        ) : (
          status && <Status good={status === "ACTIVE"}>{t(STATUSES[status])}</Status>
        )}
      </p>
      <p class="quiet row-end">
        {asset.endOfWarranty && `${t("Warranty until")} ${day(asset.endOfWarranty)}`}
      </p>
    </li>
  )
}

/** The products that the customer has ordered, by SKU, with what they are called. */
async function ordered(): Promise<(readonly [string, string])[]> {
  const { data } = unwrap(await api.GET("/orders", { params: { query: { limit: 50 } } }))
  const items = data.flatMap((order) => order.items.data).filter(({ product }) => product.type === "PHYSICAL")
  const names = items.map(({ product, variantTitle }) => [
    product.sku,
    [product.name, variantTitle].filter(Boolean).join(" · "),
  ])
  return [...new Map(names.filter(([sku]) => sku) as [string, string][])].sort(([, a], [, b]) =>
    a.localeCompare(b),
  )
}

function Register({ reload }: { reload: () => void }) {
  const products = useLoad(useCell(language), ordered)
  const [chosen, choose] = useState<string>()
  const { act, isBusy, error } = useAct()
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    const text = (name: string) => String(new FormData(form).get(name) ?? "").trim()
    return act(async () => {
      const body = { serialNo: text("serialNo"), sku: text("sku") }
      const asset = unwrap(await api.POST("/resources/assets", { body }))
      form.reset()
      say(
        asset.confirmation === "PENDING"
          ? t("Thank you. We check it, because we know of no order for it.")
          : t("The device is registered."),
      )
      reload()
    })
  }
  return (
    <form class="card" onSubmit={submit} aria-label={t("Register a device")}>
      <h2>{t("Register a device")}</h2>
      <p class="quiet">{t("Its serial number is on the type plate.")}</p>
      <Shown of={products}>
        {(list) => {
          const [first] = list[0] ?? [""]
          const sku = chosen ?? first
          return (
            <div class="fields">
              {list.length > 0 && (
                <Select
                  label={t("Product")}
                  name={sku ? "sku" : ""}
                  value={sku}
                  options={[...list, ["", t("Another product")] as const]}
                  onChange={choose}
                />
              )}
              {!sku && <Field label={t("Article number")} name="sku" />}
              <Field label={t("Serial number")} name="serialNo" />
            </div>
          )
        }}
      </Shown>
      <Action type="submit" class="button" isBusy={isBusy} disabled={products.data === undefined}>
        {t("Register")}
      </Action>
      <p class="field-error" role="alert">
        {error}
      </p>
    </form>
  )
}
