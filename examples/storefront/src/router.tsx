import type { ComponentChildren, JSX } from "preact"
import { useEffect, useRef } from "preact/hooks"

import { cell, useCell } from "./cell"

const here = () => location.pathname + location.search

export const address = cell(here())
addEventListener("popstate", () => address.set(here()))

/** Go to a page of the shop; with `stay` the place on the page is the same. */
export function navigate(to: string, { replace = false, stay = false } = {}): void {
  if (replace) history.replaceState(null, "", to)
  else history.pushState(null, "", to)
  if (!stay) scrollTo(0, 0)
  address.set(here())
}

/** The parameters of the page's address. */
export function useQuery(): URLSearchParams {
  return new URLSearchParams(useCell(address).split("?")[1] ?? "")
}

type LinkProps = Omit<JSX.IntrinsicElements["a"], "href" | "onClick"> & { to: string }

/** A link to a page of the shop. */
export function Link({ to, children, ...rest }: LinkProps) {
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    navigate(to)
  }
  return (
    <a {...rest} href={to} onClick={follow}>
      {children}
    </a>
  )
}

/** A row of links that scrolls sideways on a phone: the link to this page is in sight. */
export function useCurrentInView() {
  const row = useRef<HTMLElement>(null)
  const path = useCell(address)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page, another link
  useEffect(() => {
    row.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" })
  }, [path])
  return row
}

/** Give the focus to the page's heading: after a navigation, or when what had the focus is gone. */
export const focusHeading = () => document.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true })

let shownFirst = ""

interface PageProps {
  title: string
  intro?: ComponentChildren
  art?: ComponentChildren
  children: ComponentChildren
  class?: string
}

/** A page: its title in the window and as its heading, which gets the focus after a navigation. */
export function Page({ title, intro, art, children, class: name = "" }: PageProps) {
  const path = useCell(address).split("?")[0] ?? ""
  useEffect(() => {
    document.title = `${title} · Tool shop`
  }, [title])
  useEffect(() => {
    if (shownFirst && shownFirst !== path) focusHeading()
    shownFirst = path
  }, [path])
  return (
    <div class={`page ${name}`}>
      <header class="page-head">
        <h1 tabIndex={-1}>{title}</h1>
        {intro && <p class="intro">{intro}</p>}
        {art && <div class="art">{art}</div>}
      </header>
      {children}
    </div>
  )
}
