import { useAct } from "../act"
import { api, type Profile as Details, unwrap } from "../api"
import { t } from "../display"
import { useLoad } from "../load"
import { say } from "../messages"
import { Action, Field, Shown } from "../parts/basics"
import { Account } from "./account"

export function Profile() {
  return (
    <Account title={t("Profile")}>
      <ProfileDetails />
    </Account>
  )
}

function ProfileDetails() {
  const profile = useLoad("profile", async () => unwrap(await api.GET("/customers/me")))
  return <Shown of={profile}>{(data) => <ProfileForm profile={data} />}</Shown>
}

function ProfileForm({ profile }: { profile: Details }) {
  const { act, isBusy, error } = useAct()
  const save = (event: SubmitEvent) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget as HTMLFormElement)
    const text = (name: string) => String(form.get(name) ?? "").trim()
    return act(async () => {
      const body = {
        firstName: text("firstName"),
        lastName: text("lastName"),
        companyName: text("companyName"),
        phone: text("phone"),
      }
      unwrap(await api.PATCH("/customers/me", { body }))
      say(t("Your profile is saved."))
    })
  }
  return (
    <form class="card" onSubmit={save} aria-label={t("Profile")}>
      <h2>{profile.email}</h2>
      <div class="fields">
        <Field
          label={t("First name")}
          name="firstName"
          autocomplete="given-name"
          value={profile.firstName}
          isOptional
        />
        <Field
          label={t("Last name")}
          name="lastName"
          autocomplete="family-name"
          value={profile.lastName}
          isOptional
        />
        <Field
          label={t("Company")}
          name="companyName"
          autocomplete="organization"
          value={profile.companyName}
          isOptional
        />
        <Field
          label={t("Phone")}
          name="phone"
          type="tel"
          autocomplete="tel"
          value={profile.phone}
          isOptional
        />
      </div>
      <Action type="submit" class="button" isBusy={isBusy}>
        {t("Save")}
      </Action>
      <p class="field-error" role="alert">
        {error}
      </p>
    </form>
  )
}
