import { escaped } from "../text"

/** The language whose word forms are recognised; words of other languages are found as they are written. */
const LANGUAGE = "'english'::regconfig"
const MAX_WORDS = 8
/** How much of a text must be alike, from 0 to 1: `cordles dril` and `Cordless drill 18V` are 0.7. */
const ALIKE = 0.45
const EXACT_SKU = 10

/** A product's own words, those of the title first; there is an index of the same expression. */
export const DOCUMENT = `(setweight(to_tsvector(${LANGUAGE}, coalesce(product.title, '')), 'A')
  || setweight(to_tsvector(${LANGUAGE}, coalesce(product.subtitle, '')), 'B')
  || setweight(to_tsvector(${LANGUAGE}, coalesce(product.description, '')), 'C'))`

/**
 * Return the parts of a statement's `with` that make `hits`: ids of products, each with a `score`.
 *
 * A product must have each word: in any form in its texts, tags, type, collection or categories, or as a
 * piece of its title or of a variant's title or SKU. Where nothing has, titles that are written alike are
 * found, if PostgreSQL has pg_trgm.
 */
export function searchOf(q: string, bindings: Record<string, unknown>, hasTrigrams: boolean): string[] {
  const words = q.split(/\s+/).filter(Boolean).slice(0, MAX_WORDS)
  bindings.q = words.join(" ")
  bindings.sku = escaped(q.trim())
  words.forEach((word, number) => {
    bindings[`word${number}`] = word
    bindings[`piece${number}`] = `%${escaped(word)}%`
  })
  const found = words.map((_, number) => idsWith(`word${number}`, `piece${number}`))
  const alike = `union all
    select product.id, word_similarity(:q, product.title) from product
    where not exists (select 1 from having_words) and word_similarity(:q, product.title) >= ${ALIKE}`
  return [
    `having_words as materialized (
      select product.id from product where product.deleted_at is null and product.status = 'published'
      ${found.map((ids) => `and product.id in (${ids})`).join(" ")})`,
    `hits as materialized (
      select product.id, ts_rank_cd(${DOCUMENT}, plainto_tsquery(${LANGUAGE}, :q)) + case when exists (
        select 1 from product_variant variant where variant.product_id = product.id
          and variant.deleted_at is null and variant.sku ilike :sku) then ${EXACT_SKU} else 0 end score
      from product where product.id in (select having_words.id from having_words)
      ${hasTrigrams ? alike : ""})`,
  ]
}

function idsWith(word: string, piece: string): string {
  const query = `plainto_tsquery(${LANGUAGE}, :${word})`
  const has = (text: string): string => `to_tsvector(${LANGUAGE}, ${text}) @@ ${query}`
  // A word such as `the` is in no index: all products have it.
  return `
  select product.id from product
  where ${DOCUMENT} @@ ${query} or product.title ilike :${piece} or numnode(${query}) = 0
  union select variant.product_id from product_variant variant
  where variant.deleted_at is null and (variant.sku ilike :${piece} or variant.title ilike :${piece})
  union select own.product_id from product_tags own
  join product_tag tag on tag.id = own.product_tag_id and tag.deleted_at is null where ${has("tag.value")}
  union select own.product_id from product_category_product own
  join product_category category on category.id = own.product_category_id and category.deleted_at is null
    and category.is_active and not category.is_internal where ${has("category.name")}
  union select product.id from product_collection collection
  join product on product.collection_id = collection.id
  where collection.deleted_at is null and ${has("collection.title")}
  union select product.id from product_type type join product on product.type_id = type.id
  where type.deleted_at is null and ${has("type.value")}`
}
