import { useEffect, useId, useState } from "preact/hooks"

import { api, type Suggestion, unwrap } from "../api"
import { useCell } from "../cell"
import { currency, language, t } from "../display"
import { Picture } from "../picture"
import { address, navigate, useQuery } from "../router"

const PAUSE = 150
const SHORTEST = 2

/** The search field; each page of results begins with what was searched for. */
export function Search() {
  const text = useQuery().get("q") ?? ""
  const path = useCell(address).split("?")[0]
  return (
    <search>
      <SearchBox key={`${path} ${text}`} initial={text} />
    </search>
  )
}

/** A text field with a list of products, as https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ describes it. */
function SearchBox({ initial }: { initial: string }) {
  const [text, setText] = useState(initial)
  const [active, setActive] = useState(-1)
  const [isOpen, setOpen] = useState(false)
  const [isUsed, setUsed] = useState(false)
  const id = useId()
  const found = useSuggestions(isUsed ? text.trim() : "")
  const isShown = isOpen && found.length > 0

  const leave = (to: string) => {
    setOpen(false)
    navigate(to)
  }
  const open = ({ handle }: Suggestion) => leave(`/products/${encodeURIComponent(handle)}`)
  const submit = (event: Event) => {
    event.preventDefault()
    const chosen = isShown && found[active]
    const wanted = text.trim()
    if (chosen) open(chosen)
    else leave(wanted ? `/?q=${encodeURIComponent(wanted)}` : "/")
  }
  const type = (event: Event) => {
    setText((event.currentTarget as HTMLInputElement).value)
    setActive(-1)
    setOpen(true)
    setUsed(true)
  }
  const press = (event: KeyboardEvent) => {
    if (event.key === "Escape" && isShown) {
      event.preventDefault()
      setOpen(false)
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (!step) return
    event.preventDefault()
    setOpen(true)
    setUsed(true)
    // One place more than there are products: the field itself.
    const places = found.length + 1
    setActive(((active + 1 + step + places) % places) - 1)
  }
  return (
    <form class="search" onSubmit={submit} onFocusOut={() => setOpen(false)}>
      <input
        type="text"
        name="q"
        role="combobox"
        enterkeyhint="search"
        autocomplete="off"
        maxLength={255}
        value={text}
        aria-label={t("Search products")}
        aria-autocomplete="list"
        aria-expanded={isShown}
        aria-controls={`${id}-list`}
        aria-activedescendant={isShown && active >= 0 ? `${id}-${active}` : undefined}
        placeholder={t("Search products")}
        onInput={type}
        onKeyDown={press}
      />
      <button type="submit">{t("Search")}</button>
      <div
        id={`${id}-list`}
        class="suggestions"
        role="listbox"
        aria-label={t("Products")}
        hidden={!isShown}
        onMouseDown={(event) => event.preventDefault()}
      >
        {found.map((product, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the text field has the keys
          // biome-ignore lint/a11y/useFocusableInteractive: the text field keeps the focus
          <div
            key={product.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            onClick={() => open(product)}
          >
            <Picture handle={product.handle} /> {product.name}
          </div>
        ))}
      </div>
      <span class="hidden" role="status">
        {isShown && t("{count} suggestions", { count: found.length })}
      </span>
    </form>
  )
}

/** Products named like what has been typed, once the typing pauses; none while they cannot be had. */
function useSuggestions(text: string): Suggestion[] {
  const [found, setFound] = useState<Suggestion[]>([])
  const key = [text, useCell(currency), useCell(language)].join("|")
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key has the text
  useEffect(() => {
    if (text.length < SHORTEST) {
      setFound([])
      return
    }
    let isWanted = true
    const read = async () =>
      unwrap(await api.GET("/products/suggestions", { params: { query: { q: text } } }))
    const timer = setTimeout(() => {
      read().then(
        ({ data }) => isWanted && setFound(data),
        () => isWanted && setFound([]),
      )
    }, PAUSE)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [key])
  return found
}
