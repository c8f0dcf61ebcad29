import { type Control, type FieldPath, type FieldValues, useForm } from "react-hook-form"

import type { Option } from "../components/combobox"
import { DateField, SearchField, SelectField, TextField } from "../components/fields"
import { FieldRow, FormDrawer, FormModal } from "../components/form-frames"
import { servicePath } from "../lib/api"
import { optionsOf, PAYMENT_NAMES, STATUS_NAMES } from "../lib/format"
import type { PaymentType, ServiceInstance, ServiceStatus } from "../lib/records"
import { CUSTOMERS, VARIANTS } from "../lib/searches"
import { useSave } from "../lib/use-save"
import { MONEY_FIELDS, MoneyFields, type MoneyValues, moneyOf, totalsOf } from "./money"

type Columns = MoneyValues & {
  name: string
  status: ServiceStatus
  payment_type: PaymentType
  start_date: string
  end_date: string
  purchase_date: string
}
type NewService = Columns & { variant: Option | null; customer: Option | null }

export const SERVICE_STATUS_OPTIONS = optionsOf(STATUS_NAMES)
export const PAYMENT_OPTIONS = optionsOf(PAYMENT_NAMES)
const FIELDS = { ...MONEY_FIELDS, product_variant_id: "variant", customer_id: "customer" }

/** Creates a service instance: a variant that a customer has a contract for. */
export function CreateService({
  onClose,
  onCreated,
}: {
  onClose: () => void
  onCreated: (id: string) => void
}) {
  const form = useForm<NewService>({ defaultValues: { ...valuesOf(null), variant: null, customer: null } })
  const done = (result: { serviceInstance: ServiceInstance }) => onCreated(result.serviceInstance.id)
  const { send, fault, isBusy } = useSave(form, "POST", done, {
    said: "The service was created.",
    fields: FIELDS,
  })
  const submit = form.handleSubmit(({ variant, customer, amount, currency, ...values }) =>
    send({
      path: "/admin/service-instances",
      body: {
        ...columnsOf(values),
        product_variant_id: variant?.value,
        customer_id: customer?.value,
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
      title="Create service instance"
      description="A service that a customer has. Its assets are linked afterwards."
      action="Create"
      isBusy={isBusy}
      fault={fault}
      onSubmit={submit}
      onClose={onClose}
    >
      <SearchField
        control={form.control}
        name="variant"
        label="Service (product variant)"
        placeholder="Search by product, variant or SKU"
        search={VARIANTS}
        required
      />
      <SearchField
        control={form.control}
        name="customer"
        label="Customer"
        placeholder="Search by email or name"
        search={CUSTOMERS}
        required
      />
      <ServiceFields
        control={form.control}
        priceHint="Without an amount: the variant's price of today in this currency."
      />
    </FormModal>
  )
}

/** Changes a service instance; its variant stays, and its customer is changed by a transfer. */
export function EditService({ service, onClose }: { service: ServiceInstance; onClose: () => void }) {
  const form = useForm<Columns>({ defaultValues: valuesOf(service) })
  const { send, fault, isBusy } = useSave(form, "PATCH", onClose, {
    said: "The service was saved.",
    fields: FIELDS,
  })
  const { dirtyFields } = form.formState
  const submit = form.handleSubmit(({ amount, currency, ...values }) => {
    // Only what was changed is sent: a date that stays keeps its time of day.
    const changed = Object.entries(columnsOf(values)).filter(([name]) => dirtyFields[name as keyof Columns])
    const totals =
      dirtyFields.amount || dirtyFields.currency ? { totals: totalsOf({ amount, currency }) } : {}
    return send({
      path: servicePath(service.id),
      body: { ...Object.fromEntries(changed), ...totals },
    })
  })
  return (
    <FormDrawer
      title="Edit service instance"
      description={service.name ?? service.id}
      action="Save"
      isBusy={isBusy}
      fault={fault}
      onSubmit={submit}
      onClose={onClose}
    >
      <ServiceFields control={form.control} priceHint="Leave it empty when the price is not known." />
    </FormDrawer>
  )
}

function ServiceFields<Values extends FieldValues & Columns>(props: {
  control: Control<Values>
  priceHint: string
}) {
  const { control, priceHint } = props
  const at = (name: keyof Columns) => name as FieldPath<Values>
  return (
    <>
      <TextField control={control} name={at("name")} label="Name" />
      <FieldRow>
        <SelectField
          control={control}
          name={at("status")}
          label="Status"
          options={SERVICE_STATUS_OPTIONS}
          required
        />
        <SelectField
          control={control}
          name={at("payment_type")}
          label="Payment"
          options={PAYMENT_OPTIONS}
          required
        />
      </FieldRow>
      <FieldRow>
        <DateField control={control} name={at("start_date")} label="Start" required />
        <DateField
          control={control}
          name={at("end_date")}
          label="End"
          rules={{
            validate: (end, values) => !end || end >= values.start_date || "The end is before the start.",
          }}
        />
        <DateField control={control} name={at("purchase_date")} label="Bought on" />
      </FieldRow>
      <MoneyFields control={control} hint={priceHint} />
    </>
  )
}

function valuesOf(service: ServiceInstance | null): Columns {
  const today = new Date().toISOString()
  const day = (iso: string | null | undefined) => iso?.slice(0, 10) ?? ""
  return {
    name: service?.name ?? "",
    status: service?.status ?? "ACTIVE",
    payment_type: service?.payment_type ?? "ONE_TIME",
    start_date: day(service ? service.start_date : today),
    end_date: day(service?.end_date),
    purchase_date: day(service?.purchase_date),
    ...moneyOf(service?.totals ?? null),
  }
}

function columnsOf(values: Omit<Columns, keyof MoneyValues>) {
  return {
    status: values.status,
    payment_type: values.payment_type,
    start_date: values.start_date,
    name: values.name || null,
    end_date: values.end_date || null,
    purchase_date: values.purchase_date || null,
  }
}
