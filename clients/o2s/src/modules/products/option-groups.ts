import type { Products } from "@o2s/framework/modules"

type Product = Products.Model.Product
type Groups = NonNullable<Products.Request.GetProductParams["variantOptionGroups"]>

/** Return the product with its options named and ordered as the CMS says; options that it does not name come last. */
export function labelled(product: Product, groups: Groups | undefined): Product {
  if (!groups?.length || !product.optionGroups) return product
  const rank = (title: string) => {
    const found = groups.findIndex(({ medusaTitle }) => medusaTitle === title)
    return found < 0 ? groups.length : found
  }
  const optionGroups = product.optionGroups
    .toSorted((a, b) => rank(a.title) - rank(b.title))
    .map((group) => ({ ...group, title: groups[rank(group.title)]?.label ?? group.title }))
  return { ...product, optionGroups }
}
