import { useForm } from "react-hook-form"

import { SelectField, TextField } from "../components/fields"
import { FieldRow, FormDrawer } from "../components/form-frames"
import { assetPath, useCountries } from "../lib/api"
import { countryName } from "../lib/format"
import type { Asset } from "../lib/records"
import { useSave } from "../lib/use-save"

const NAMES = [
  "first_name",
  "last_name",
  "company",
  "address_1",
  "address_2",
  "postal_code",
  "city",
  "province",
  "country_code",
  "phone",
] as const
type Values = Record<(typeof NAMES)[number], string>

/** Changes where an asset stands. */
export function EditAddress({ asset, onClose }: { asset: Asset; onClose: () => void }) {
  const before = Object.fromEntries(NAMES.map((name) => [name, asset.address?.[name] ?? ""])) as Values
  const form = useForm<Values>({ defaultValues: before })
  const { send, fault, isBusy } = useSave(form, "PATCH", onClose, "The address was saved.")
  const countries = useCountries()
  const codes = new Set([...(countries.data ?? []), ...(before.country_code ? [before.country_code] : [])])
  const options = [...codes].map((code) => ({ value: code, label: countryName(code) }))
  const submit = form.handleSubmit((values) => {
    const given = Object.entries(values).filter(([, value]) => value !== "")
    return send({ path: assetPath(asset.id), body: { address: Object.fromEntries(given) } })
  })
  const { control } = form
  return (
    <FormDrawer
      title="Edit address"
      description="Where the asset stands."
      action="Save"
      isBusy={isBusy}
      fault={fault}
      onSubmit={submit}
      onClose={onClose}
    >
      <FieldRow>
        <TextField control={control} name="first_name" label="First name" />
        <TextField control={control} name="last_name" label="Last name" />
      </FieldRow>
      <TextField control={control} name="company" label="Company" />
      <TextField control={control} name="address_1" label="Address" required />
      <TextField control={control} name="address_2" label="Apartment, suite, etc." />
      <FieldRow>
        <TextField control={control} name="postal_code" label="Postal code" required />
        <TextField control={control} name="city" label="City" required />
      </FieldRow>
      <FieldRow>
        <TextField control={control} name="province" label="Province" />
        <SelectField
          control={control}
          name="country_code"
          label="Country"
          placeholder="Choose"
          options={options.sort((a, b) => a.label.localeCompare(b.label))}
          required
        />
      </FieldRow>
      <TextField control={control} name="phone" label="Phone" />
    </FormDrawer>
  )
}
