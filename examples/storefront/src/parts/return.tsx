import { useState } from "preact/hooks"

import { useAct } from "../act"
import { api, type Order, unwrap } from "../api"
import { useCell } from "../cell"
import { language, money, t } from "../display"
import { useLoad } from "../load"
import { say } from "../messages"
import { Action, Select } from "./basics"

type Choices = (readonly [string, string])[]

/** Reasons, and ways to send it back with what they cost. */
async function choicesOf(id: string): Promise<{ reasons: Choices; ways: Choices }> {
  const [reasons, ways] = await Promise.all([
    api.GET("/return-reasons"),
    api.GET("/orders/{id}/return-options", { params: { path: { id } } }),
  ])
  return {
    reasons: unwrap(reasons).data.map((one) => [one.id, one.label] as const),
    ways: unwrap(ways).data.map(
      ({ id, name, total }) => [id, total?.value ? `${name} · ${money(total)}` : name] as const,
    ),
  }
}

export function ReturnForm({ order, reload }: { order: Order; reload: () => void }) {
  const left = order.items.data.filter((item) => (item.returnableQuantity ?? 0) > 0)
  const { act, isBusy, error, setError } = useAct()
  const key = [order.id, left.length, useCell(language)].join("|")
  const choices = useLoad(key, async () => (left.length > 0 ? choicesOf(order.id) : undefined))
  if (left.length === 0) return null
  const send = (event: SubmitEvent) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget as HTMLFormElement)
    const text = (name: string) => String(form.get(name) ?? "")
    const [reasonId, shippingOptionId] = [text("reason"), text("way")]
    const items = left
      .map((item) => ({
        itemId: item.id,
        quantity: Number(form.get(item.id)),
        ...(reasonId && { reasonId }),
      }))
      .filter((item) => item.quantity > 0)
    if (items.length === 0) {
      setError(t("Choose how many to send back."))
      return
    }
    return act(async () => {
      const params = { path: { id: order.id } }
      const body = { items, ...(shippingOptionId && { shippingOptionId }) }
      unwrap(await api.POST("/orders/{id}/returns", { params, body }))
      say(t("The return is requested."))
      reload()
    })
  }
  const { reasons = [], ways = [] } = choices.data ?? {}
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
        {reasons.length > 0 && (
          <Chooser label={t("Reason")} name="reason" choices={[["", t("No reason")], ...reasons]} />
        )}
        {ways.length > 0 && <Chooser label={t("Return by")} name="way" choices={ways} />}
      </div>
      <Action type="submit" class="button" isBusy={isBusy}>
        {t("Request the return")}
      </Action>
      <p class="field-error" role="alert">
        {error}
      </p>
    </form>
  )
}

function Chooser({ label, name, choices }: { label: string; name: string; choices: Choices }) {
  const [chosen, choose] = useState(choices[0]?.[0] ?? "")
  return <Select label={label} name={name} value={chosen} options={choices} onChange={choose} />
}
