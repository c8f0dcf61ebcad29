import { useQuery } from "@tanstack/react-query"

import { sdk } from "../lib/sdk"
import { CUSTOMERS, customerOption } from "../lib/searches"
import { Combobox } from "./combobox"

type Props = { customerId: string | undefined; onChange: (customerId: string | undefined) => void }

/** Shows the records of one customer, found by email or name. */
export function CustomerFilter({ customerId, onChange }: Props) {
  const chosen = useQuery({
    queryKey: ["storefront-bundle", "customer", customerId],
    queryFn: async () => {
      const { customer } = await sdk.admin.customer.retrieve(customerId ?? "", { fields: "id,email" })
      return customerOption(customer)
    },
    enabled: customerId !== undefined,
  })
  const value = customerId ? (chosen.data ?? { value: customerId, label: customerId }) : null
  return (
    <div className="w-[200px]">
      <Combobox
        size="small"
        label="Customer"
        placeholder="All customers"
        value={value}
        onChange={(option) => onChange(option?.value)}
        search={CUSTOMERS}
      />
    </div>
  )
}
