import { toast } from "@medusajs/ui"
import { useState } from "react"
import type { FieldPath, FieldValues, UseFormReturn } from "react-hook-form"

import { useChange } from "./api"
import { faultsOf } from "./faults"

type Request = { path: string; body?: Record<string, unknown> }

// The server's names for fields that the forms call otherwise.
const FIELDS: Record<string, string> = {
  product_variant_id: "variant",
  customer_id: "customer",
  "totals.total_price.value": "amount",
  "totals.currency": "currency",
  currency_code: "currency",
}

/** Return what sends a form: refusals appear under the fields that they name, all others above the form. */
export function useSave<Values extends FieldValues, Result>(
  form: UseFormReturn<Values>,
  method: "POST" | "PATCH",
  done: (result: Result) => void,
  said: string,
) {
  const change = useChange<Result>(method)
  const [fault, setFault] = useState<string>()

  const send = async (request: Request) => {
    setFault(undefined)
    try {
      const result = await change.mutateAsync(request)
      toast.success(said)
      done(result)
    } catch (error) {
      const elsewhere = faultsOf(error).filter(({ field, message }) => {
        const name = field && (FIELDS[field] ?? field.split(".").at(-1))
        if (!name || !(name in form.getValues())) {
          return true
        }
        form.setError(name as FieldPath<Values>, { type: "server", message })
        return false
      })
      setFault(elsewhere.map(({ message }) => message).join(" ") || undefined)
    }
  }

  return { send, fault, isBusy: change.isPending }
}
