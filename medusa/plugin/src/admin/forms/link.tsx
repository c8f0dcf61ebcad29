import { useForm } from "react-hook-form"

import type { Option, Search } from "../components/combobox"
import { SearchField } from "../components/fields"
import { FormDrawer } from "../components/form-frames"
import { useSave } from "../lib/use-save"

type Props = {
  noun: "asset" | "service"
  search: Search
  pathOf: (id: string) => string
  onClose: () => void
}

/** Links an asset and a service of the same customer. */
export function Link({ noun, search, pathOf, onClose }: Props) {
  const form = useForm<{ chosen: Option | null }>({ defaultValues: { chosen: null } })
  const { send, fault, isBusy } = useSave(form, "POST", onClose, "The link was added.")
  const submit = form.handleSubmit(({ chosen }) => chosen && send({ path: pathOf(chosen.value), body: {} }))
  return (
    <FormDrawer
      title={`Link ${noun}`}
      description="The asset and the service must be of the same customer."
      action="Link"
      isBusy={isBusy}
      fault={fault}
      onSubmit={submit}
      onClose={onClose}
    >
      <SearchField
        control={form.control}
        name="chosen"
        label={noun === "asset" ? "Asset" : "Service"}
        search={search}
        required
      />
    </FormDrawer>
  )
}
