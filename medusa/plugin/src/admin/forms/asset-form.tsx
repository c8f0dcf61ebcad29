import { type Control, useForm } from "react-hook-form"

import { DateField, SearchField, SelectField, TextField } from "../components/fields"
import { FieldRow, FormDrawer, FormModal } from "../components/form-frames"
import type { CreateProps } from "../components/record-table"
import { assetPath } from "../lib/api"
import { optionsOf, STATUS_NAMES } from "../lib/format"
import type { Asset, AssetStatus } from "../lib/records"
import { CUSTOMERS, VARIANTS } from "../lib/searches"
import { useSave } from "../lib/use-save"
import { changesOf, creationOf, MoneyFields, moneyOf, type Purchase } from "./purchase"

type Values = Purchase & {
  name: string
  serial_number: string
  status: AssetStatus
  end_of_warranty_date: string
  thumbnail: string
}

const { EXPIRED: _ofServicesOnly, ...ASSET_STATUS_NAMES } = STATUS_NAMES
export const ASSET_STATUS_OPTIONS = optionsOf(ASSET_STATUS_NAMES)

/** Creates an asset: of a variant, with a serial number, for a customer or for none. */
export function CreateAsset({ onClose, onCreated }: CreateProps) {
  const form = useForm<Values>({ defaultValues: { ...valuesOf(null), variant: null, customer: null } })
  const done = ({ asset }: { asset: Asset }) => onCreated(asset.id)
  const { send, fault, isBusy } = useSave(form, "POST", done, "The asset was created.")
  const submit = form.handleSubmit((values) =>
    send({ path: "/admin/assets", body: creationOf(columnsOf(values), values) }),
  )
  return (
    <FormModal
      title="Create asset"
      description="A thing that a customer owns: one piece of a product variant."
      action="Create"
      isBusy={isBusy}
      fault={fault}
      onSubmit={submit}
      onClose={onClose}
    >
      <SearchField control={form.control} name="variant" label="Product variant" search={VARIANTS} required />
      <SearchField control={form.control} name="customer" label="Owner" search={CUSTOMERS} />
      <AssetFields
        control={form.control}
        priceHint="Without an amount: the variant's price of today in this currency."
      />
    </FormModal>
  )
}

/** Changes an asset; its variant stays, and its owner is changed by a transfer. */
export function EditAsset({ asset, onClose }: { asset: Asset; onClose: () => void }) {
  const form = useForm<Values>({ defaultValues: valuesOf(asset) })
  const { send, fault, isBusy } = useSave(form, "PATCH", onClose, "The asset was saved.")
  const { dirtyFields } = form.formState
  const submit = form.handleSubmit((values) =>
    send({ path: assetPath(asset.id), body: changesOf(columnsOf(values), values, dirtyFields) }),
  )
  return (
    <FormDrawer
      title="Edit asset"
      description={asset.serial_number}
      action="Save"
      isBusy={isBusy}
      fault={fault}
      onSubmit={submit}
      onClose={onClose}
    >
      <AssetFields control={form.control} priceHint="Leave it empty when the price is not known." />
    </FormDrawer>
  )
}

function AssetFields({ control, priceHint }: { control: Control<Values>; priceHint: string }) {
  return (
    <>
      <FieldRow>
        <TextField control={control} name="serial_number" label="Serial number" required />
        <TextField control={control} name="name" label="Name" />
      </FieldRow>
      <FieldRow>
        <SelectField control={control} name="status" label="Status" options={ASSET_STATUS_OPTIONS} required />
        <DateField control={control} name="end_of_warranty_date" label="End of warranty" />
      </FieldRow>
      <MoneyFields control={control} hint={priceHint} />
      <TextField
        control={control}
        name="thumbnail"
        label="Image URL"
        hint="Without one the product's image is shown."
      />
    </>
  )
}

function valuesOf(asset: Asset | null): Values {
  return {
    name: asset?.name ?? "",
    serial_number: asset?.serial_number ?? "",
    status: asset?.status ?? "ACTIVE",
    end_of_warranty_date: asset?.end_of_warranty_date?.slice(0, 10) ?? "",
    thumbnail: asset?.thumbnail ?? "",
    ...moneyOf(asset?.totals ?? null),
  }
}

function columnsOf(values: Values) {
  return {
    serial_number: values.serial_number,
    status: values.status,
    name: values.name || null,
    thumbnail: values.thumbnail || null,
    end_of_warranty_date: values.end_of_warranty_date || null,
  }
}
