import { MedusaError } from "@medusajs/framework/utils"
import { z } from "@medusajs/framework/zod"

import { SORT_COLUMNS } from "../../../../catalogue/filters"
import { textUpTo } from "../../../../text"

const MAX_LIMIT = 200
const MAX_VALUES = 1000
const MAX_OPTIONS = 10
const MAX_SUGGESTIONS = 10
const MAX_TEXT = 300

const text = textUpTo(MAX_TEXT)
/** One or several; Express makes an object of more than a few. */
const texts = z
  .preprocess(
    (given) => (typeof given === "object" && given !== null ? Object.values(given) : [given].flat()),
    z.array(text).min(1).max(MAX_VALUES),
  )
  .optional()
const flag = z
  .enum(["true", "false"])
  .transform((given) => given === "true")
  .optional()
/** ISO 3166-1 alpha-2 in lower case, as Medusa stores it. */
const country = z
  .string()
  .regex(/^[a-z]{2}$/)
  .optional()
const amount = z.coerce.number().min(0).optional()
const orders = SORT_COLUMNS.flatMap((column) => [column, `-${column}`])

export const GetProducts = z
  .object({
    fields: z.string().max(2000).default("id,title,handle,thumbnail"),
    region_id: text,
    country_code: country,
    limit: z.coerce.number().int().min(0).max(MAX_LIMIT).default(12),
    offset: z.coerce.number().int().min(0).max(1_000_000_000).default(0),
    order: z.enum(orders as [string, ...string[]]).optional(),
    q: text.optional(),
    id: texts,
    name: texts,
    category_id: texts,
    collection: texts,
    tag: texts,
    /** `Colour:Red`; the values of one title are alternatives. */
    option: texts,
    is_virtual: flag,
    in_stock: flag,
    min_price: amount,
    max_price: amount,
    /** How many digits prices are rounded to before they are compared. */
    digits: z.coerce.number().int().min(0).max(6).default(2),
    facets: flag,
  })
  .strict()
  .transform(
    ({
      id,
      name,
      category_id,
      collection,
      tag,
      option,
      is_virtual,
      in_stock,
      min_price,
      max_price,
      ...rest
    }) => ({
      ...rest,
      ids: id,
      names: name,
      categories: category_id,
      collections: collection,
      tags: tag,
      options: optionsOf(option ?? []),
      isVirtual: is_virtual,
      inStock: in_stock,
      minPrice: min_price,
      maxPrice: max_price,
    }),
  )
  .refine(({ options }) => options.length <= MAX_OPTIONS, { message: `More than ${MAX_OPTIONS} options` })

export const GetSuggestions = z
  .object({
    region_id: text,
    q: text,
    limit: z.coerce.number().int().min(1).max(MAX_SUGGESTIONS).default(MAX_SUGGESTIONS),
  })
  .strict()

/** Put the values of each title together. */
function optionsOf(given: string[]): [title: string, values: string[]][] {
  const byTitle = new Map<string, string[]>()
  for (const one of given) {
    const [title = "", ...value] = one.split(":")
    byTitle.set(title.toLowerCase(), [...(byTitle.get(title.toLowerCase()) ?? []), value.join(":")])
  }
  return [...byTitle]
}

/**
 * Return a query as a schema reads it. Not Medusa's own middleware: it splits a value at its commas.
 *
 * @throws MedusaError that names the parameters, when they are wrong.
 */
export function readQuery<Schema extends z.ZodTypeAny>(schema: Schema, query: unknown): z.infer<Schema> {
  const read = schema.safeParse(query)
  if (read.success) {
    return read.data
  }
  const faults = read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`)
  throw new MedusaError(MedusaError.Types.INVALID_DATA, faults.join("; "))
}
