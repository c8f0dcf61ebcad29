import type { ReactNode } from "react"
import { Link } from "react-router-dom"

type Entry = { id: string; href: string; title: string; detail: string; side: ReactNode; menu: ReactNode }

/** The records that are linked to the one on the page. */
export function LinkedList({ label, entries }: { label: string; entries: Entry[] }) {
  return (
    <ul aria-label={label} className="divide-y">
      {entries.map((entry) => (
        <li key={entry.id} className="flex items-center justify-between gap-x-4 px-6 py-3">
          <div className="flex min-w-0 flex-col">
            <Link
              to={entry.href}
              className="txt-compact-small-plus text-ui-fg-base hover:text-ui-fg-interactive transition-fg truncate"
            >
              {entry.title}
            </Link>
            <span className="txt-compact-small text-ui-fg-subtle truncate">{entry.detail}</span>
          </div>
          <div className="flex shrink-0 items-center gap-x-2">
            {entry.side}
            {entry.menu}
          </div>
        </li>
      ))}
    </ul>
  )
}
