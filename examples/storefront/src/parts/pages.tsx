import { useEffect, useRef } from "preact/hooks"

import { useCell } from "../cell"
import { t } from "../display"
import { address, focusHeading, Link, useQuery } from "../router"

/** The page of a list that the address names; the first one is 1. */
export const usePage = () => Math.max(1, Math.trunc(Number(useQuery().get("page"))) || 1)

const ROWS = 20

/** A page of the account's lists, as a query. */
export const pageOf = (page: number) => ({ limit: ROWS, offset: (page - 1) * ROWS })
export const pagesOf = (total: number) => Math.ceil(total / ROWS)

/** Links to the pages before and after this one. */
export function Pages({ page, pages }: { page: number; pages: number }) {
  const [path = "", query] = useCell(address).split("?")
  const shown = useRef(page)
  useEffect(() => {
    // The link that was followed may be gone.
    if (shown.current !== page) focusHeading()
    shown.current = page
  }, [page])
  const to = (number: number) => {
    const next = new URLSearchParams(query)
    next.set("page", String(number))
    return `${path}?${next}`
  }
  if (pages < 2) return null
  return (
    <nav class="pages" aria-label={t("Pages")}>
      {page > 1 && (
        <Link class="button quiet" to={to(Math.min(page - 1, pages))}>
          ‹ {t("Previous page")}
        </Link>
      )}
      <span>{t("Page {page} of {pages}", { page, pages })}</span>
      {page < pages && (
        <Link class="button quiet" to={to(page + 1)}>
          {t("Next page")} ›
        </Link>
      )}
    </nav>
  )
}
