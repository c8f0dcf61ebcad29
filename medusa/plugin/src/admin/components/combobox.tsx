import { XMarkMini } from "@medusajs/icons"
import { clx, IconButton, Input } from "@medusajs/ui"
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react"

export type Option = { value: string; label: string; detail?: string }

export type Search = {
  /** What is searched, for the cache; as long as the same text finds the same options. */
  key: readonly unknown[]
  placeholder: string
  load: (text: string) => Promise<Option[]>
}

type Props = {
  id?: string
  value: Option | null
  onChange: (option: Option | null) => void
  search: Search
  placeholder?: string
  label?: string
  invalid?: boolean
  describedBy?: string
  size?: "base" | "small"
}

const DEBOUNCE_MS = 250

/**
 * A text field that searches the server and offers what it finds.
 *
 * The pattern "editable combobox with list autocomplete" of the ARIA Authoring Practices: the focus stays in the
 * field, the arrow keys choose, Enter takes, Escape closes.
 */
export function Combobox({
  value,
  onChange,
  search,
  placeholder = search.placeholder,
  label,
  invalid,
  describedBy,
  size,
  ...rest
}: Props) {
  const generated = useId()
  const id = rest.id ?? generated
  const listId = `${generated}-list`
  const [text, setText] = useState<string | null>(null)
  const [isOpen, setOpen] = useState(false)
  const [active, setActive] = useState(0)
  const frame = useRef<HTMLDivElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const wanted = useDebounced(text ?? "")
  const found = useQuery({
    queryKey: ["storefront-bundle", "options", ...search.key, wanted],
    queryFn: () => search.load(wanted),
    enabled: isOpen,
    placeholderData: keepPreviousData,
  })
  const options = found.data ?? []
  const optionId = (index: number) => `${listId}-${index}`

  const close = () => {
    setOpen(false)
    setText(null)
    setActive(0)
  }
  // A menu that closes may take the focus for a moment, before a drawer gives it back.
  const closeWhenLeft = () => {
    if (!frame.current?.contains(document.activeElement)) {
      close()
    }
  }
  const choose = (option: Option | undefined) => {
    if (option) {
      onChange(option)
      close()
    }
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault()
      if (!isOpen) {
        setOpen(true)
      } else if (options.length > 0) {
        const step = event.key === "ArrowDown" ? 1 : options.length - 1
        setActive((before) => (before + step) % options.length)
      }
    } else if (event.key === "Enter" && isOpen) {
      event.preventDefault()
      choose(options[active])
    } else if (event.key === "Escape" && isOpen) {
      event.stopPropagation()
      close()
    }
  }

  return (
    <div ref={frame} className="relative">
      <Input
        ref={input}
        id={id}
        size={size}
        role="combobox"
        autoComplete="off"
        aria-label={label}
        aria-autocomplete="list"
        aria-expanded={isOpen}
        aria-controls={isOpen ? listId : undefined}
        aria-activedescendant={isOpen && options[active] ? optionId(active) : undefined}
        aria-invalid={invalid}
        aria-describedby={describedBy}
        placeholder={placeholder}
        className={clx({ "pr-8": value })}
        value={text ?? value?.label ?? ""}
        onChange={(event) => {
          setText(event.target.value)
          setActive(0)
          setOpen(true)
        }}
        onFocus={(event) => event.target.select()}
        onClick={() => setOpen(true)}
        onBlur={() => setTimeout(closeWhenLeft)}
        onKeyDown={onKeyDown}
      />
      {value && (
        <IconButton
          type="button"
          size="2xsmall"
          variant="transparent"
          aria-label="Clear"
          className="absolute right-1.5 top-1/2 -translate-y-1/2"
          onBlur={() => setTimeout(closeWhenLeft)}
          onClick={() => {
            onChange(null)
            close()
            input.current?.focus()
          }}
        >
          <XMarkMini />
        </IconButton>
      )}
      {isOpen && (
        <div className="bg-ui-bg-component shadow-elevation-flyout absolute z-10 mt-1 max-h-60 w-full min-w-[220px] overflow-y-auto rounded-lg p-1">
          <div id={listId} role="listbox" aria-label={label ?? placeholder}>
            {options.map((option, index) => (
              // The field keeps the focus and takes the keys; the mouse may choose as well.
              <div
                key={option.value}
                id={optionId(index)}
                role="option"
                tabIndex={-1}
                aria-selected={index === active}
                ref={(element) => index === active && element?.scrollIntoView?.({ block: "nearest" })}
                className={clx("txt-compact-small flex cursor-pointer flex-col rounded-md px-2 py-1.5", {
                  "bg-ui-bg-component-hover": index === active,
                })}
                onMouseDown={(event) => {
                  event.preventDefault()
                  choose(option)
                }}
                onMouseEnter={() => setActive(index)}
              >
                <span className="text-ui-fg-base">{option.label}</span>
                {option.detail && <span className="text-ui-fg-subtle">{option.detail}</span>}
              </div>
            ))}
          </div>
          {options.length === 0 && (
            <p className="txt-compact-small text-ui-fg-subtle px-2 py-1.5" role="status">
              {found.isError
                ? "The search failed. Try again."
                : found.isFetching
                  ? "Searching…"
                  : "Nothing found"}
            </p>
          )}
        </div>
      )}
    </div>
  )
}

function useDebounced(text: string): string {
  const [late, setLate] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setLate(text), DEBOUNCE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return late
}
