import type { Control, FieldPath, FieldValues } from "react-hook-form"

import { SelectField, TextField } from "../components/fields"
import { FieldRow } from "../components/form-frames"
import { useCurrencies } from "../lib/api"
import type { Totals } from "../lib/records"

export type MoneyValues = { amount: string; currency: string }

/** Where the server's names for a price stand in the form. */
export const MONEY_FIELDS = {
  "totals.total_price.value": "amount",
  "totals.currency": "currency",
  currency_code: "currency",
}

export function moneyOf(totals: Totals | null): MoneyValues {
  return { amount: totals ? String(totals.total_price.value) : "", currency: totals?.currency ?? "" }
}

/** Return the totals that the form says; none without an amount. */
export function totalsOf({ amount, currency }: MoneyValues): Totals | null {
  return amount === "" ? null : { currency, total_price: { value: Number(amount) } }
}

type Props<Values extends FieldValues> = { control: Control<Values>; hint: string }

/** What was paid: an amount in the currency's major unit, and the currency. */
export function MoneyFields<Values extends FieldValues & MoneyValues>({ control, hint }: Props<Values>) {
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
