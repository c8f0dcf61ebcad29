import { useForm } from "react-hook-form"

import type { Option } from "../components/combobox"
import { SearchField, SelectField } from "../components/fields"
import { FormDrawer } from "../components/form-frames"
import { optionsOf, REFERENCE_NAMES } from "../lib/format"
import type { ReferenceType } from "../lib/records"
import { VARIANTS } from "../lib/searches"
import { useSave } from "../lib/use-save"

type Values = { referenceType: ReferenceType; variant: Option | null }
type Props = { variantId: string; path: string; onClose: () => void }

/** Adds a reference from a variant to another. */
export function AddReference({ variantId, path, onClose }: Props) {
  const form = useForm<Values>({ defaultValues: { referenceType: "SPARE_PART", variant: null } })
  const { send, fault, isBusy } = useSave(form, "POST", onClose, "The reference was added.")
  const submit = form.handleSubmit(
    ({ referenceType, variant }) =>
      variant && send({ path, body: { referenceType, targetProducts: [variant.value] } }),
  )
  return (
    <FormDrawer
      title="Add reference"
      description="Shops show it on this variant's page."
      action="Add"
      isBusy={isBusy}
      fault={fault}
      onSubmit={submit}
      onClose={onClose}
    >
      <SelectField
        control={form.control}
        name="referenceType"
        label="Type"
        options={optionsOf(REFERENCE_NAMES)}
        required
      />
      <SearchField
        control={form.control}
        name="variant"
        label="Variant"
        search={VARIANTS}
        rules={{
          validate: (variant) =>
            (variant as Option | null)?.value !== variantId || "A variant cannot refer to itself.",
        }}
        required
      />
    </FormDrawer>
  )
}
