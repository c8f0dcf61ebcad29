import { type Control, type FieldPath, type FieldValues, useForm } from "react-hook-form"

import type { Option } from "../components/combobox"
import { DateField, SearchField, SelectField, TextField } from "../components/fields"
import { FieldRow, FormDrawer, FormModal } from "../components/form-frames"
import { assetPath } from "../lib/api"
import { optionsOf, STATUS_NAMES } from "../lib/format"
import type { Asset, AssetStatus } from "../lib/records"
import { CUSTOMERS, VARIANTS } from "../lib/searches"
import { useSave } from "../lib/use-save"
import { MONEY_FIELDS, MoneyFields, type MoneyValues, moneyOf, totalsOf } from "./money"

type Columns = MoneyValues & {
  name: string
  serial_number: string
  status: AssetStatus
  end_of_warranty_date: string
  thumbnail: string
}
type NewAsset = Columns & { variant: Option | null; customer: Option | null }

const { EXPIRED: _ofServicesOnly, ...ASSET_STATUS_NAMES } = STATUS_NAMES
export const ASSET_STATUS_OPTIONS = optionsOf(ASSET_STATUS_NAMES)
const FIELDS = { ...MONEY_FIELDS, product_variant_id: "variant", customer_id: "customer" }

/** Creates an asset: of a variant, with a serial number, for a customer or for none. */
export function CreateAsset({
  onClose,
  onCreated,
}: {
  onClose: () => void
  onCreated: (id: string) => void
}) {
  const form = useForm<NewAsset>({
    defaultValues: { ...valuesOf(null), variant: null, customer: null },
  })
  const done = ({ asset }: { asset: Asset }) => onCreated(asset.id)
  const { send, fault, isBusy } = useSave(form, "POST", done, {
    said: "The asset was created.",
    fields: FIELDS,
  })
  const submit = form.handleSubmit(({ variant, customer, amount, currency, ...values }) =>
    send({
      path: "/admin/assets",
      body: {
        ...columnsOf(values),
        product_variant_id: variant?.value,
        ...(customer ? { customer_id: customer.value } : {}),
        // Without an amount the server takes the variant's price of today in this currency.
        ...(amount === ""
          ? currency
            ? { currency_code: currency }
            : {}
          : { totals: totalsOf({ amount, currency }) }),
      },
    }),
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
      <SearchField
        control={form.control}
        name="variant"
        label="Product variant"
        placeholder="Search by product, variant or SKU"
        search={VARIANTS}
        required
      />
      <SearchField
        control={form.control}
        name="customer"
        label="Owner"
        placeholder="Search by email or name"
        search={CUSTOMERS}
      />
      <AssetFields
        control={form.control}
        priceHint="Without an amount: the variant's price of today in this currency."
      />
    </FormModal>
  )
}

/** Changes an asset; its variant stays, and its owner is changed by a transfer. */
export function EditAsset({ asset, onClose }: { asset: Asset; onClose: () => void }) {
  const form = useForm<Columns>({ defaultValues: valuesOf(asset) })
  const { send, fault, isBusy } = useSave(form, "PATCH", onClose, {
    said: "The asset was saved.",
    fields: FIELDS,
  })
  const { dirtyFields } = form.formState
  const submit = form.handleSubmit(({ amount, currency, ...values }) => {
    // Only what was changed is sent: a date that stays keeps its time of day.
    const changed = Object.entries(columnsOf(values)).filter(([name]) => dirtyFields[name as keyof Columns])
    const totals =
      dirtyFields.amount || dirtyFields.currency ? { totals: totalsOf({ amount, currency }) } : {}
    return send({
      path: assetPath(asset.id),
      body: { ...Object.fromEntries(changed), ...totals },
    })
  })
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

function AssetFields<Values extends FieldValues & Columns>(props: {
  control: Control<Values>
  priceHint: string
}) {
  const { control, priceHint } = props
  const at = (name: keyof Columns) => name as FieldPath<Values>
  return (
    <>
      <FieldRow>
        <TextField control={control} name={at("serial_number")} label="Serial number" required />
        <TextField control={control} name={at("name")} label="Name" />
      </FieldRow>
      <FieldRow>
        <SelectField
          control={control}
          name={at("status")}
          label="Status"
          options={ASSET_STATUS_OPTIONS}
          required
        />
        <DateField control={control} name={at("end_of_warranty_date")} label="End of warranty" />
      </FieldRow>
      <MoneyFields control={control} hint={priceHint} />
      <TextField
        control={control}
        name={at("thumbnail")}
        label="Image URL"
        hint="Without one the product's image is shown."
      />
    </>
  )
}

function valuesOf(asset: Asset | null): Columns {
  return {
    name: asset?.name ?? "",
    serial_number: asset?.serial_number ?? "",
    status: asset?.status ?? "ACTIVE",
    end_of_warranty_date: asset?.end_of_warranty_date?.slice(0, 10) ?? "",
    thumbnail: asset?.thumbnail ?? "",
    ...moneyOf(asset?.totals ?? null),
  }
}

function columnsOf(values: Omit<Columns, keyof MoneyValues>) {
  return {
    serial_number: values.serial_number,
    status: values.status,
    name: values.name || null,
    thumbnail: values.thumbnail || null,
    end_of_warranty_date: values.end_of_warranty_date || null,
  }
}
