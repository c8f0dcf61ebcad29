import { api, type Product, unwrap } from "../api"
import { useCell } from "../cell"
import { currency, language, money, type Text, t } from "../display"
import { useLoad } from "../load"
import { Select, Shown, Status } from "../parts/basics"
import { Picture } from "../picture"
import { categories } from "../reference"
import { Link, navigate, Page, useQuery } from "../router"

const PAGE = 12

const SORTS = {
  "": "Recommended",
  price_ASC: "Price: low to high",
  price_DESC: "Price: high to low",
  title_ASC: "Name A to Z",
  createdAt_DESC: "Newest first",
} as const satisfies Record<string, Text>

const ART: [string, string][] = [
  ["cordless-drill", "Red"],
  ["safety-helmet", "Yellow"],
  ["work-jacket", "Blue"],
]

type Sort = keyof typeof SORTS
const isSort = (text: string): text is Sort => text in SORTS

export function Catalogue() {
  const query = useQuery()
  const q = query.get("q") ?? ""
  const category = query.get("category") ?? ""
  const wanted = query.get("sort") ?? ""
  const sort = isSort(wanted) ? wanted : ""
  const page = Math.max(1, Math.trunc(Number(query.get("page"))) || 1)
  const key = [q, category, sort, page, useCell(currency), useCell(language)].join("|")
  const list = useLoad(key, async () =>
    unwrap(
      await api.GET("/products", {
        params: {
          query: {
            limit: PAGE,
            offset: (page - 1) * PAGE,
            ...(q && { q }),
            ...(category && { category: [category] }),
            ...(sort && { sort }),
          },
        },
      }),
    ),
  )
  const known = useCell(categories).find(({ handle }) => handle === category)
  const isHome = !q && !category && !sort && page === 1
  const title = q
    ? t("Search: {text}", { text: q })
    : known
      ? known.name
      : isHome
        ? t("Tools for every day")
        : t("All products")

  const go = (changes: Record<string, string>) => {
    const next = new URLSearchParams(query)
    for (const [name, value] of Object.entries(changes)) {
      if (value) next.set(name, value)
      else next.delete(name)
    }
    return `/${next.size > 0 ? `?${next}` : ""}`
  }

  return (
    <Page
      title={title}
      class={isHome ? "home" : ""}
      art={
        isHome && ART.map(([handle, colour]) => <Picture key={handle} handle={handle} options={[colour]} />)
      }
      intro={isHome && t("Tools and workwear that last. Delivered tomorrow, serviced for years.")}
    >
      <Shown of={list}>
        {({ data, total }) => (
          <>
            <div class="list-head">
              <p>{t("{count} products", { count: total })}</p>
              <Select
                label={t("Sort")}
                value={sort}
                options={Object.entries(SORTS).map(([value, text]) => [value, t(text)] as const)}
                onChange={(chosen) => navigate(go({ sort: chosen, page: "" }))}
              />
            </div>
            {data.length === 0 && (
              <p class="note">{t("Nothing found. Try another word or another category.")}</p>
            )}
            <Tiles products={data} />
            <Pages
              page={page}
              pages={Math.ceil(total / PAGE)}
              to={(number) => go({ page: String(number) })}
            />
          </>
        )}
      </Shown>
    </Page>
  )
}

/** The plan of a service, which the list has a product for each of. */
const planOf = ({ variants, variantId, type }: Product) =>
  type === "VIRTUAL" ? variants?.find((one) => one.id === variantId)?.title : undefined

export function Tiles({ products, base = "/products" }: { products: Product[]; base?: string }) {
  return (
    <ul class="tiles">
      {products.map((product) => (
        <li key={product.link} class="tile">
          <Picture handle={product.link} />
          <div class="tile-text">
            <h2>
              <Link to={base + product.link}>{product.name}</Link>
            </h2>
            <p class="quiet">
              {[product.subtitle || product.category, planOf(product)].filter(Boolean).join(" · ")}
            </p>
            <p class="price">
              {money(product.price)}
              {!product.inStock && <Status good={false}>{t("Sold out")}</Status>}
            </p>
          </div>
        </li>
      ))}
    </ul>
  )
}

interface PagesProps {
  page: number
  pages: number
  to: (page: number) => string
}

function Pages({ page, pages, to }: PagesProps) {
  if (pages < 2) return null
  return (
    <nav class="pages" aria-label={t("Pages")}>
      {page > 1 && (
        <Link class="button quiet" to={to(page - 1)}>
          ← {t("Previous page")}
        </Link>
      )}
      <span>{t("Page {page} of {pages}", { page, pages })}</span>
      {page < pages && (
        <Link class="button quiet" to={to(page + 1)}>
          {t("Next page")} →
        </Link>
      )}
    </nav>
  )
}
