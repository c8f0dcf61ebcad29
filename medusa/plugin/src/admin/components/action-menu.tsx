import { EllipsisHorizontal } from "@medusajs/icons"
import { DropdownMenu, IconButton } from "@medusajs/ui"
import { Fragment, type ReactNode } from "react"

export type Action = { label: string; icon: ReactNode; onSelect: () => void }

/** The three dots of a section or a row; `label` says of what. */
export function ActionMenu({ label, groups }: { label: string; groups: Action[][] }) {
  return (
    <DropdownMenu>
      <DropdownMenu.Trigger asChild>
        <IconButton size="small" variant="transparent" aria-label={label}>
          <EllipsisHorizontal />
        </IconButton>
      </DropdownMenu.Trigger>
      <DropdownMenu.Content>
        {groups.map((actions, index) => (
          <Fragment key={actions[0]?.label}>
            {index > 0 && <DropdownMenu.Separator />}
            {actions.map((action) => (
              <DropdownMenu.Item
                key={action.label}
                className="[&_svg]:text-ui-fg-subtle flex items-center gap-x-2"
                onSelect={action.onSelect}
              >
                {action.icon}
                <span>{action.label}</span>
              </DropdownMenu.Item>
            ))}
          </Fragment>
        ))}
      </DropdownMenu.Content>
    </DropdownMenu>
  )
}
