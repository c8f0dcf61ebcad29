import { useAct } from "../act"
import { api, unwrap } from "../api"
import { t } from "../display"
import { useLoad } from "../load"
import { say } from "../messages"
import { AddressFields, AddressText, readAddress } from "../parts/address"
import { Shown, Status } from "../parts/basics"
import { focusHeading } from "../router"
import { Account } from "./account"

export function Addresses() {
  return (
    <Account title={t("Addresses")}>
      <AddressList />
    </Account>
  )
}

function AddressList() {
  const saved = useLoad("addresses", async () =>
    unwrap(await api.GET("/customers/addresses", { params: { query: { limit: 50 } } })),
  )
  const { act, error } = useAct()
  const change = (action: () => Promise<{ response: Response }>, done: string) =>
    act(async () => {
      unwrap(await action())
      say(done)
      focusHeading()
      saved.reload()
    })
  const add = (event: SubmitEvent) => {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    const body = { address: readAddress(new FormData(form)), isDefault: saved.data?.data.length === 0 }
    return change(async () => {
      const result = await api.POST("/customers/addresses", { body })
      if (result.response.ok) form.reset()
      return result
    }, t("The address is saved."))
  }
  const path = (id: string) => ({ params: { path: { id } } })
  return (
    <>
      {error && (
        <p class="note bad" role="alert">
          {error}
        </p>
      )}
      <Shown of={saved}>
        {({ data }) => (
          <>
            <ul class="cards">
              {data.map(({ id, label, address, isDefault }) => (
                <li key={id} class="card">
                  <h2>
                    {label ?? t("Address")} {isDefault && <Status good>{t("Default")}</Status>}
                  </h2>
                  <AddressText address={address} />
                  <p class="actions">
                    {!isDefault && (
                      <button
                        type="button"
                        class="link"
                        onClick={() =>
                          change(
                            () => api.POST("/customers/addresses/{id}/default", path(id)),
                            t("The address is saved."),
                          )
                        }
                      >
                        {t("Make default")}
                      </button>
                    )}
                    <button
                      type="button"
                      class="link"
                      aria-label={t("Remove {name}", { name: label ?? address.streetName })}
                      onClick={() =>
                        change(
                          () => api.DELETE("/customers/addresses/{id}", path(id)),
                          t("The address was removed."),
                        )
                      }
                    >
                      {t("Remove")}
                    </button>
                  </p>
                </li>
              ))}
            </ul>
            <form class="card" onSubmit={add} aria-label={t("Save this address")}>
              <div class="fields">
                <AddressFields />
              </div>
              <button type="submit" class="button">
                {t("Save this address")}
              </button>
            </form>
          </>
        )}
      </Shown>
    </>
  )
}
