import { type Control, useForm } from "react-hook-form"

import { DateField, SearchField, SelectField, TextField } from "../components/fields"
import { FieldRow, FormDrawer, FormModal } from "../components/form-frames"
import type { CreateProps } from "../components/record-table"
import { servicePath } from "../lib/api"
import { optionsOf, PAYMENT_NAMES, STATUS_NAMES } from "../lib/format"
import type { PaymentType, ServiceInstance, ServiceStatus } from "../lib/records"
import { CUSTOMERS, VARIANTS } from "../lib/searches"
import { useSave } from "../lib/use-save"
import { changesOf, creationOf, MoneyFields, moneyOf, type Purchase } from "./purchase"

type Values = Purchase & {
  name: string
  status: ServiceStatus
  payment_type: PaymentType
  start_date: string
  end_date: string
  purchase_date: string
}

export const SERVICE_STATUS_OPTIONS = optionsOf(STATUS_NAMES)
export const PAYMENT_OPTIONS = optionsOf(PAYMENT_NAMES)

/** Creates a service instance: a variant that a customer has a contract for. */
export function CreateService({ onClose, onCreated }: CreateProps) {
  const form = useForm<Values>({ defaultValues: { ...valuesOf(null), variant: null, customer: null } })
  const done = (result: { serviceInstance: ServiceInstance }) => onCreated(result.serviceInstance.id)
  const { send, fault, isBusy } = useSave(form, "POST", done, "The service was created.")
  const submit = form.handleSubmit((values) =>
    send({ path: "/admin/service-instances", body: creationOf(columnsOf(values), values) }),
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
        search={VARIANTS}
        required
      />
      <SearchField control={form.control} name="customer" label="Customer" search={CUSTOMERS} required />
      <ServiceFields
        control={form.control}
        priceHint="Without an amount: the variant's price of today in this currency."
      />
    </FormModal>
  )
}

/** Changes a service instance; its variant stays, and its customer is changed by a transfer. */
export function EditService({ service, onClose }: { service: ServiceInstance; onClose: () => void }) {
  const form = useForm<Values>({ defaultValues: valuesOf(service) })
  const { send, fault, isBusy } = useSave(form, "PATCH", onClose, "The service was saved.")
  const { dirtyFields } = form.formState
  const submit = form.handleSubmit((values) =>
    send({ path: servicePath(service.id), body: changesOf(columnsOf(values), values, dirtyFields) }),
  )
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

function ServiceFields({ control, priceHint }: { control: Control<Values>; priceHint: string }) {
  return (
    <>
      <TextField control={control} name="name" label="Name" />
      <FieldRow>
        <SelectField
          control={control}
          name="status"
          label="Status"
          options={SERVICE_STATUS_OPTIONS}
          required
        />
        <SelectField
          control={control}
          name="payment_type"
          label="Payment"
          options={PAYMENT_OPTIONS}
          required
        />
      </FieldRow>
      <FieldRow>
        <DateField control={control} name="start_date" label="Start" required />
        <DateField
          control={control}
          name="end_date"
          label="End"
          rules={{
            validate: (end, values) => !end || end >= values.start_date || "The end is before the start.",
          }}
        />
        <DateField control={control} name="purchase_date" label="Bought on" />
      </FieldRow>
      <MoneyFields control={control} hint={priceHint} />
    </>
  )
}

function valuesOf(service: ServiceInstance | null): Values {
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

function columnsOf(values: Values) {
  return {
    status: values.status,
    payment_type: values.payment_type,
    start_date: values.start_date,
    name: values.name || null,
    end_date: values.end_date || null,
    purchase_date: values.purchase_date || null,
  }
}
