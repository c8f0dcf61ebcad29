import { api, type Product, unwrap } from "../api"
import { useCell } from "../cell"
import { currency, language, money, t } from "../display"
import { filterCount, PAGE, queryOf, readFilters, SORTS, withValues } from "../filters"
import { useLoad } from "../load"
import { Select, Shown, Status } from "../parts/basics"
import { Chosen, FilterPanel } from "../parts/filters"
import { Pages, usePage } from "../parts/pages"
import { Picture } from "../picture"
import { categories } from "../reference"
import { Link, navigate, Page, useQuery } from "../router"

const ART: [string, string][] = [
  ["cordless-drill", "Red"],
  ["safety-helmet", "Yellow"],
  ["work-jacket", "Blue"],
]

export function Catalogue() {
  const query = useQuery()
  const filters = readFilters(query)
  const { q, sort, lists } = filters
  const page = usePage()
  const code = useCell(currency)
  const list = useLoad([query, code, useCell(language)].join("|"), async () =>
    unwrap(await api.GET("/products", { params: { query: queryOf(filters, page) } })),
  )
  const [only, ...others] = lists.category
  const known =
    useCell(categories).find(({ handle }) => handle === only)?.name ??
    list.data?.facets?.categories.find(({ value }) => value === only)?.label
  const isHome = query.size === 0
  const title = q
    ? t("Search: {text}", { text: q })
    : known && others.length === 0
      ? known
      : isHome
        ? t("Tools for every day")
        : t("All products")

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
        {({ data, total, facets }) => (
          <div class="catalogue">
            {facets && <FilterPanel facets={facets} count={filterCount(filters)} />}
            <div>
              <div class="list-head">
                <p role="status">{total === 1 ? t("1 product") : t("{count} products", { count: total })}</p>
                <Select
                  label={t("Sort")}
                  value={sort}
                  options={Object.entries(SORTS).map(([value, text]) => [value, t(text)] as const)}
                  onChange={(chosen) => navigate(withValues(query, { sort: chosen }), { stay: true })}
                />
              </div>
              <Chosen of={filters} facets={facets} currency={code} />
              {data.length === 0 && (
                <p class="note">{t("Nothing found. Try another word or another category.")}</p>
              )}
              <Tiles products={data} />
              <Pages page={page} pages={Math.ceil(total / PAGE)} />
            </div>
          </div>
        )}
      </Shown>
    </Page>
  )
}

/** The variant that is shown, where the list has the product more than once: as a service by its plans. */
function variantOf({ id, variants, variantId }: Product, list: Product[]): string | undefined {
  const isRepeated = list.filter((one) => one.id === id).length > 1
  return isRepeated ? variants?.find((one) => one.id === variantId)?.title : undefined
}

/** The option values of the variant that is shown. */
function valuesOf({ variants, variantId, optionGroups = [] }: Product): string[] {
  const shown = variants?.find((one) => one.id === variantId)
  return shown ? Object.values(shown.options ?? {}) : optionGroups.flatMap(({ values }) => values)
}

export function Tiles({ products, base = "/products" }: { products: Product[]; base?: string }) {
  return (
    <ul class="tiles">
      {products.map((product) => (
        <li key={product.link} class="tile">
          <Picture handle={product.link} options={valuesOf(product)} />
          <div class="tile-text">
            <h2>
              <Link to={base + product.link}>{product.name}</Link>
            </h2>
            <p class="quiet">
              {[product.subtitle || product.category, variantOf(product, products)]
                .filter(Boolean)
                .join(" · ")}
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
