import { InlineTip, usePrompt } from "@medusajs/ui"
import { useForm } from "react-hook-form"

import type { Option } from "../components/combobox"
import { SearchField } from "../components/fields"
import { FormDrawer } from "../components/form-frames"
import { CUSTOMERS } from "../lib/searches"
import { useSave } from "../lib/use-save"

type Linked = { name: string; customerId: string | null }
type Props = {
  /** What is transferred, as in "the asset CD-2024-0001". */
  subject: string
  path: string
  ownerId: string | null
  /** What is linked to it: stays linked when the new owner has it. */
  linked: Linked[]
  linkedNoun: string
  onClose: () => void
}

/** Hands a record to another customer; says what that unlinks, and has it confirmed. */
export function Transfer({ subject, path, ownerId, linked, linkedNoun, onClose }: Props) {
  const form = useForm<{ customer: Option | null }>({ defaultValues: { customer: null } })
  const save = useSave(form, "PATCH", onClose, "The ownership was transferred.")
  const prompt = usePrompt()
  const customer = form.watch("customer")
  const lost = customer ? linked.filter((one) => one.customerId !== customer.value) : []
  const losses =
    lost.length > 0
      ? `It is unlinked from these ${linkedNoun}: ${lost.map((one) => one.name).join(", ")}.`
      : ""

  const submit = form.handleSubmit(async (values) => {
    const to = values.customer
    if (!to) {
      return
    }
    if (to.value === ownerId) {
      form.setError("customer", { message: "This customer is the owner already." })
      return
    }
    const confirmed = await prompt({
      title: "Transfer ownership?",
      description: `${to.label} becomes the owner of ${subject}. ${losses || "No link is removed."}`,
      confirmText: "Transfer",
      cancelText: "Cancel",
      variant: "confirmation",
    })
    if (confirmed) {
      await save.send({ path, body: { customer_id: to.value } })
    }
  })
  return (
    <FormDrawer
      title="Transfer ownership"
      description={`Choose the customer who becomes the owner of ${subject}.`}
      action="Transfer"
      isBusy={save.isBusy}
      fault={save.fault}
      onSubmit={submit}
      onClose={onClose}
    >
      <SearchField control={form.control} name="customer" label="New owner" search={CUSTOMERS} required />
      {losses && (
        <InlineTip variant="warning" label="Links are removed">
          {losses}
        </InlineTip>
      )}
    </FormDrawer>
  )
}
