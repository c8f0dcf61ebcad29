import { useForm } from "react-hook-form"

import type { Option, Search } from "../components/combobox"
import { SearchField } from "../components/fields"
import { FormDrawer } from "../components/form-frames"
import { useSave } from "../lib/use-save"

type Props = {
  title: string
  description: string
  label: string
  search: Search
  pathOf: (id: string) => string
  onClose: () => void
}

/** The path of the link between a service and an asset. */
export function linkPath(serviceId: string, assetId: string): string {
  return `/admin/service-instances/${encodeURIComponent(serviceId)}/assets/${encodeURIComponent(assetId)}/link`
}

/** Links an asset and a service of the same customer. */
export function Link({ title, description, label, search, pathOf, onClose }: Props) {
  const form = useForm<{ chosen: Option | null }>({ defaultValues: { chosen: null } })
  const { send, fault, isBusy } = useSave(form, "POST", onClose, { said: "The link was added." })
  const submit = form.handleSubmit(({ chosen }) => chosen && send({ path: pathOf(chosen.value), body: {} }))
  return (
    <FormDrawer
      title={title}
      description={description}
      action="Link"
      isBusy={isBusy}
      fault={fault}
      onSubmit={submit}
      onClose={onClose}
    >
      <SearchField
        control={form.control}
        name="chosen"
        label={label}
        placeholder="Search"
        search={search}
        required
      />
    </FormDrawer>
  )
}
