import { useForm } from "react-hook-form"

import type { Option } from "../components/combobox"
import { SearchField, SelectField } from "../components/fields"
import { FormDrawer } from "../components/form-frames"
import { optionsOf, REFERENCE_NAMES } from "../lib/format"
import type { ReferenceType } from "../lib/records"
import { VARIANTS } from "../lib/searches"
import { useSave } from "../lib/use-save"

type Values = { type: ReferenceType; target: Option | null }
type Props = { variantId: string; path: string; onClose: () => void }

/** Adds a reference from a variant to another. */
export function AddReference({ variantId, path, onClose }: Props) {
  const form = useForm<Values>({ defaultValues: { type: "SPARE_PART", target: null } })
  const { send, fault, isBusy } = useSave(form, "POST", onClose, {
    said: "The reference was added.",
    fields: { product_variant_id: "target", referenceType: "type" },
  })
  const submit = form.handleSubmit(
    ({ type, target }) =>
      target && send({ path, body: { referenceType: type, targetProducts: [target.value] } }),
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
        name="type"
        label="Type"
        options={optionsOf(REFERENCE_NAMES)}
        required
      />
      <SearchField
        control={form.control}
        name="target"
        label="Variant"
        placeholder="Search by product, variant or SKU"
        search={VARIANTS}
        rules={{
          validate: (target) =>
            (target as Option | null)?.value !== variantId || "A variant cannot refer to itself.",
        }}
        required
      />
    </FormDrawer>
  )
}
