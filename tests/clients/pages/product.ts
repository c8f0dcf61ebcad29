import type { Api } from "./api.js"
import { money } from "./money.js"

export interface ProductPage {
  title: string
  price: string
  image: string | undefined
  inStock: boolean
  choices: { title: string; values: string[] }[]
  variants: { title: string; link: string; options: string[]; inStock: boolean; left: number | undefined }[]
}

export async function productPage(api: Api, handle: string): Promise<ProductPage> {
  const { data: product, error } = await api.GET("/products/{id}", { params: { path: { id: handle } } })
  if (error) throw new Error(error.message)
  return {
    title: product.name,
    price: money(product.price),
    image: product.image?.url,
    inStock: product.inStock,
    choices: (product.optionGroups ?? []).map(({ title, values }) => ({ title, values })),
    variants: (product.variants ?? []).map((variant) => ({
      title: variant.title,
      link: variant.link,
      options: Object.values(variant.options ?? {}),
      inStock: variant.inStock,
      left: variant.availableQuantity,
    })),
  }
}
