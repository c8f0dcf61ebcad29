import { Link as LinkIcon, XCircle } from "@medusajs/icons"
import { Button } from "@medusajs/ui"
import { Link } from "react-router-dom"

import { linkPath } from "../lib/api"
import { assetName, serviceName } from "../lib/format"
import type { Asset, AssetStatus, ServiceInstance, ServiceStatus } from "../lib/records"
import { useConfirmed } from "../lib/use-confirmed"
import { ActionMenu } from "./action-menu"
import { Status } from "./links"
import { Nothing, Section } from "./section"

type Linked = {
  href: string
  name: string
  details: (string | null | undefined)[]
  status: AssetStatus | ServiceStatus
  link: { asset: Asset; service: ServiceInstance }
}

type Props = {
  title: string
  noun: "asset" | "service"
  linked: Linked[]
  /** What stands there without entries. */
  nothing: string
  /** Opens the form that links another; absent where none can be linked. */
  onLink?: () => void
}

/** The records that are linked to the one on the page. */
export function LinkedSection({ title, noun, linked, nothing, onLink }: Props) {
  const confirmed = useConfirmed("DELETE")
  const unlink = ({ asset, service }: Linked["link"]) =>
    confirmed(
      { path: linkPath(service.id, asset.id) },
      {
        title: `Unlink ${noun}?`,
        description: `${assetName(asset)} is removed from ${serviceName(service)}. Both stay.`,
        confirmText: "Unlink",
        said: "The link was removed.",
      },
    )
  return (
    <Section
      title={title}
      actions={
        onLink && (
          <Button size="small" variant="secondary" onClick={onLink}>
            <LinkIcon /> Link {noun}
          </Button>
        )
      }
    >
      {linked.length > 0 ? (
        <ul aria-label={title} className="divide-y">
          {linked.map(({ href, name, details, status, link }) => (
            <li key={href} className="flex items-center justify-between gap-x-4 px-6 py-3">
              <div className="flex min-w-0 flex-col">
                <Link
                  to={href}
                  className="txt-compact-small-plus text-ui-fg-base hover:text-ui-fg-interactive transition-fg truncate"
                >
                  {name}
                </Link>
                <span className="txt-compact-small text-ui-fg-subtle truncate">
                  {details.filter(Boolean).join(" · ")}
                </span>
              </div>
              <div className="flex shrink-0 items-center gap-x-2">
                <Status status={status} />
                <ActionMenu
                  label={`Actions of ${name}`}
                  groups={[[{ label: "Unlink", icon: <XCircle />, onSelect: () => unlink(link) }]]}
                />
              </div>
            </li>
          ))}
        </ul>
      ) : (
        <Nothing>{nothing}</Nothing>
      )}
    </Section>
  )
}
