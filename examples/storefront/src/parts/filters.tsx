import { useId, useState } from "preact/hooks"

import type { Facets } from "../api"
import { config } from "../config"
import { money, optionName, type Text, t } from "../display"
import { type Filters, type ListName, readFilters, toggled, withValues } from "../filters"
import { focusHeading, Link, navigate, useQuery } from "../router"

const FEW = 6

interface Group {
  name: ListName
  title: string
  /** What stands before a value in the address: the option's title. */
  prefix?: string
  values: Facets["tags"]
}

function groupsOf({ categories, collections, options, tags }: Facets): Group[] {
  const shown = categories.filter(({ value }) => !config.hiddenCategories.includes(value))
  const groups: Group[] = [
    { name: "category", title: t("Category"), values: shown },
    ...options.map(({ value, label, values }) => ({
      name: "option" as const,
      title: optionName(label),
      prefix: `${value}:`,
      values,
    })),
    { name: "collection", title: t("Collection"), values: collections },
    { name: "tag", title: t("Tag"), values: tags },
  ]
  return groups.filter(({ values }) => values.length > 0)
}

/** What the list can be filtered by, with how many products each would leave; on a phone behind a button. */
export function FilterPanel({ facets, count }: { facets: Facets; count: number }) {
  const query = useQuery()
  const [isOpen, setOpen] = useState(false)
  const id = useId()
  const { inStock, minPrice, maxPrice } = readFilters(query)
  const go = (to: string) => navigate(to, { stay: true })
  return (
    <aside class="filters" aria-label={t("Filters")}>
      <button
        type="button"
        class="button quiet filters-switch"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        {t("Filters")} {count > 0 && <span class="count">{count}</span>}
      </button>
      <div id={id} class={isOpen ? "filters-body open" : "filters-body"}>
        <fieldset class="facet">
          <legend>{t("Availability")}</legend>
          <Choice
            label={t("In stock")}
            count={facets.stock.inStock}
            isChosen={inStock}
            toggle={() => go(withValues(query, { inStock: inStock ? "" : "true" }))}
          />
        </fieldset>
        {(facets.price || minPrice !== undefined || maxPrice !== undefined) && (
          <PriceRange
            key={`${minPrice} ${maxPrice}`}
            range={facets.price}
            min={minPrice}
            max={maxPrice}
            choose={(changes) => go(withValues(query, changes))}
          />
        )}
        {groupsOf(facets).map((group) => (
          <FacetGroup
            key={group.title}
            group={group}
            toggle={(value) => go(toggled(query, group.name, value))}
          />
        ))}
      </div>
    </aside>
  )
}

function FacetGroup({ group, toggle }: { group: Group; toggle: (value: string) => void }) {
  const chosen = useQuery().getAll(group.name)
  const [isWhole, setWhole] = useState(false)
  const { title, prefix = "", values } = group
  const isChosen = (value: string) => chosen.includes(prefix + value)
  const shown = isWhole ? values : values.filter(({ value }, index) => index < FEW || isChosen(value))
  return (
    <fieldset class="facet">
      <legend>{title}</legend>
      {shown.map(({ value, label, count }) => (
        <Choice
          key={value}
          label={label}
          count={count}
          isChosen={isChosen(value)}
          toggle={() => toggle(prefix + value)}
        />
      ))}
      {values.length > FEW && (
        <button type="button" class="link" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? t("Show fewer") : t("Show all {count}", { count: values.length })}
          <span class="hidden"> {title}</span>
        </button>
      )}
    </fieldset>
  )
}

interface ChoiceProps {
  label: string
  count: number
  isChosen: boolean
  toggle: () => void
}

function Choice({ label, count, isChosen, toggle }: ChoiceProps) {
  return (
    <label class="check">
      <input type="checkbox" checked={isChosen} onChange={toggle} />
      <span>{label}</span>
      <span class="quiet">{count}</span>
    </label>
  )
}

interface PriceRangeProps {
  range: Facets["price"]
  min: number | undefined
  max: number | undefined
  choose: (changes: Record<string, string>) => void
}

function PriceRange({ range, min, max, choose }: PriceRangeProps) {
  const submit = (event: Event) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget as HTMLFormElement)
    choose({ minPrice: String(form.get("minPrice")), maxPrice: String(form.get("maxPrice")) })
  }
  const field = (name: string, label: Text, value: number | undefined, hint: number | undefined) => (
    <input
      name={name}
      type="number"
      min="0"
      step="any"
      inputMode="decimal"
      aria-label={t(label)}
      placeholder={hint === undefined ? "" : String(hint)}
      defaultValue={value === undefined ? "" : String(value)}
    />
  )
  return (
    <form class="facet" onSubmit={submit}>
      <fieldset class="plain">
        <legend>{t("Price")}</legend>
        <div class="range">
          {field("minPrice", "Lowest price", min, range?.min.value)}
          <span aria-hidden="true">–</span>
          {field("maxPrice", "Highest price", max, range?.max.value)}
          <button type="submit" class="button quiet">
            {t("Set")}
          </button>
        </div>
      </fieldset>
    </form>
  )
}

/** What the list is filtered by, to take away again. */
export function Chosen({
  of,
  facets,
  currency,
}: {
  of: Filters
  facets: Facets | undefined
  currency: string
}) {
  const query = useQuery()
  const chips: [string, string][] = []
  for (const [name, values] of Object.entries(of.lists) as [ListName, string[]][]) {
    for (const value of values) chips.push([labelOf(name, value, facets), toggled(query, name, value)])
  }
  if (of.inStock) chips.push([t("In stock"), withValues(query, { inStock: "" })])
  const price = (value: number) => money({ value, currency })
  if (of.minPrice !== undefined)
    chips.push([t("From {price}", { price: price(of.minPrice) }), withValues(query, { minPrice: "" })])
  if (of.maxPrice !== undefined)
    chips.push([t("Up to {price}", { price: price(of.maxPrice) }), withValues(query, { maxPrice: "" })])
  if (chips.length === 0) return null
  return (
    <ul class="chips chosen" aria-label={t("Filters")}>
      {chips.map(([label, without]) => (
        <li key={label} class="chip">
          {label}
          <button
            type="button"
            aria-label={t("Remove {name}", { name: label })}
            onClick={() => {
              navigate(without, { stay: true })
              focusHeading()
            }}
          >
            ×
          </button>
        </li>
      ))}
      {chips.length > 1 && (
        <li>
          <Link to={of.q ? `/?q=${encodeURIComponent(of.q)}` : "/"}>{t("Remove all filters")}</Link>
        </li>
      )}
    </ul>
  )
}

/** A filter's value in the shopper's language; as it is in the address if no product has it. */
function labelOf(name: ListName, value: string, facets: Facets | undefined): string {
  if (!facets) return value
  if (name === "option") {
    const [title = "", ...rest] = value.split(":")
    const known = facets.options.find((one) => one.value === title)
    const text = known?.values.find((one) => one.value === rest.join(":"))?.label ?? rest.join(":")
    return `${optionName(known?.label ?? title)}: ${text}`
  }
  const values = { category: facets.categories, collection: facets.collections, tag: facets.tags }[name]
  return values.find((one) => one.value === value)?.label ?? value
}
