export type ProductSeed = {
  handle: string
  title: string
  category: string
  /** Price of the first variant; USD and the other variants' prices follow from it. */
  eur: number
  options: Record<string, string[]>
  type?: "PHYSICAL" | "VIRTUAL"
  subtitle?: string
  description: string
  tags: string[]
  /** Which variants are out of stock. */
  soldOut?: "all" | "last"
  weight?: number
  height?: number
  width?: number
  length?: number
  material?: string
  origin_country?: string
  hs_code?: string
}

type Details = Partial<Omit<ProductSeed, "handle" | "title" | "category" | "eur" | "options">>

/** A product with what most of them have in common. */
export function product(
  category: string,
  [handle, title, eur]: [string, string, number],
  options: Record<string, string[]>,
  details: Details = {},
): ProductSeed {
  const description = `${title} from our ${category.replace("-", " ")} range, made for every day on the job.`
  return { handle, title, category, eur, options, description, type: "PHYSICAL", tags: [], ...details }
}
