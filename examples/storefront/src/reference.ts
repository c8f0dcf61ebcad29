/** What every page needs of the shop: its regions and categories, read once for each language. */

import { api, type Category, type Region, unwrap } from "./api"
import { cell } from "./cell"
import { config } from "./config"
import { currency, language } from "./display"

export const regions = cell<Region[]>([])
export const categories = cell<Category[]>([])

let loaded = ""

export async function loadReference(): Promise<void> {
  const wanted = language.get()
  if (loaded === wanted) return
  const [places, tree] = await Promise.all([api.GET("/regions"), api.GET("/categories")])
  regions.set(unwrap(places).data)
  categories.set(unwrap(tree).data.filter(({ handle }) => !config.hiddenCategories.includes(handle)))
  loaded = wanted
}

/** Countries, as codes, to which the shop delivers in the chosen currency. */
export const countries = () =>
  regions
    .get()
    .filter((region) => region.currency === currency.get())
    .flatMap((region) => region.countries.map(({ code }) => code.toUpperCase()))

/** The shop's currencies; the chosen one while they are not read yet. */
export const currencies = () => [
  ...new Set([...regions.get().map((region) => region.currency), currency.get()]),
]
