import { useState } from "preact/hooks"

import type { Address, AddressInput } from "../api"
import { useCell } from "../cell"
import { country, currency, t } from "../display"
import { countries, regions } from "../reference"
import { Field, Select } from "./basics"

export function AddressText({ address }: { address: Address }) {
  const rows = [
    [address.firstName, address.lastName],
    [address.companyName],
    [address.streetName, address.streetNumber],
    [address.postalCode, address.city],
    [country(address.country)],
  ]
  const lines = rows.map((row) => row.filter(Boolean).join(" ")).filter(Boolean)
  return (
    <address>
      {lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </address>
  )
}

export function AddressFields({ address }: { address?: Address | undefined }) {
  useCell(regions)
  useCell(currency)
  const codes = countries()
  const [chosen, choose] = useState(address?.country ?? "")
  return (
    <>
      <Field label={t("First name")} name="firstName" autocomplete="given-name" value={address?.firstName} />
      <Field label={t("Last name")} name="lastName" autocomplete="family-name" value={address?.lastName} />
      <Field label={t("Street")} name="streetName" autocomplete="address-line1" value={address?.streetName} />
      <Field
        label={t("Number")}
        name="streetNumber"
        autocomplete="address-line2"
        value={address?.streetNumber}
      />
      <Field
        label={t("Postal code")}
        name="postalCode"
        autocomplete="postal-code"
        value={address?.postalCode}
      />
      <Field label={t("City")} name="city" autocomplete="address-level2" value={address?.city} />
      <Select
        label={t("Country")}
        name="country"
        autocomplete="country"
        value={codes.includes(chosen) ? chosen : (codes[0] ?? "")}
        onChange={choose}
        options={codes.map((code) => [code, country(code)] as const)}
      />
      <Field
        label={t("Phone")}
        name="phone"
        type="tel"
        autocomplete="tel"
        value={address?.phone}
        isOptional
      />
    </>
  )
}

const FIELDS = [
  "firstName",
  "lastName",
  "streetName",
  "streetNumber",
  "postalCode",
  "city",
  "country",
  "phone",
] as const

export function readAddress(form: FormData): AddressInput {
  const entries = FIELDS.map((name) => [name, String(form.get(name) ?? "").trim()] as const)
  return Object.fromEntries(entries.filter(([, value]) => value)) as unknown as AddressInput
}
