import type { Control, FieldPath, FieldValues } from "react-hook-form"

import type { Option } from "../components/combobox"
import { SelectField, TextField } from "../components/fields"
import { FieldRow } from "../components/form-frames"
import { useCurrencies } from "../lib/api"
import type { Totals } from "../lib/records"

/** What the forms of assets and services have alike. */
export type Purchase = {
  /** Only a new record has these two in its form. */
  variant?: Option | null
  customer?: Option | null
  amount: string
  currency: string
}

export function moneyOf(totals: Totals | null): Pick<Purchase, "amount" | "currency"> {
  return { amount: totals ? String(totals.total_price.value) : "", currency: totals?.currency ?? "" }
}

/** Return the body that creates a record. */
export function creationOf(columns: Record<string, unknown>, purchase: Purchase): Record<string, unknown> {
  const totals = totalsOf(purchase)
  return {
    ...columns,
    product_variant_id: purchase.variant?.value,
    customer_id: purchase.customer?.value,
    // Without an amount the server takes the variant's price of today in this currency.
    ...(totals ? { totals } : { currency_code: purchase.currency || undefined }),
  }
}

/** Return the body that changes a record, only with what was changed: a date that stays keeps its time of day. */
export function changesOf(
  columns: Record<string, unknown>,
  purchase: Purchase,
  dirty: Record<string, unknown>,
): Record<string, unknown> {
  const changed = Object.entries(columns).filter(([name]) => dirty[name])
  const totals = dirty.amount || dirty.currency ? { totals: totalsOf(purchase) } : {}
  return { ...Object.fromEntries(changed), ...totals }
}

/** Return the totals that the form says; none without an amount. */
function totalsOf({ amount, currency }: Purchase): Totals | null {
  return amount === "" ? null : { currency, total_price: { value: Number(amount) } }
}

type Props<Values extends FieldValues> = { control: Control<Values>; hint: string }

/** What was paid: an amount in the currency's major unit, and the currency. */
export function MoneyFields<Values extends FieldValues & Purchase>({ control, hint }: Props<Values>) {
  const currencies = useCurrencies()
  const options = (currencies.data ?? []).map((code) => ({ value: code, label: code.toUpperCase() }))
  return (
    <FieldRow>
      <TextField
        control={control}
        name={"amount" as FieldPath<Values>}
        label="Price paid"
        hint={hint}
        input={{ type: "number", min: 0, step: "any", inputMode: "decimal" }}
        rules={{ min: { value: 0, message: "The price cannot be negative." } }}
      />
      <SelectField
        control={control}
        name={"currency" as FieldPath<Values>}
        label="Currency"
        placeholder="Choose"
        options={options}
        rules={{
          validate: (currency, values) =>
            Boolean(currency) || values.amount === "" || "Choose the currency of the price.",
        }}
      />
    </FieldRow>
  )
}
