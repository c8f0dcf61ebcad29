import type { Matching } from "./filters"

/** So many values of a facet are returned, those of most products. */
const MOST = 200

/**
 * Return the expression of all facets as JSON: of each the values, and how many products have them among
 * those that fit all other filters. `key` is what a filter takes, also where the text is translated.
 */
export function facetsJson({ flags, optionTitles }: Matching): string {
  const all = [...flags.product, ...flags.variant]
  const without = (name: string): string => condition(all.filter((flag) => flag !== name))
  const isOption = (flag: string): boolean => flag.startsWith("fits_option")
  // A value of a chosen option is counted whatever else of the option is chosen.
  const options = condition([
    ...all.filter((flag) => !isOption(flag)),
    ...optionTitles.map((title, number) => `(sold.fits_option${number} or lower(option.title) = ${title})`),
  ])
  return `json_build_object(
    'categories', ${values("category.id, category.name, category.handle, category.rank", CATEGORIES, without("in_category"))},
    'collections', ${values("collection.id, collection.title, collection.handle", COLLECTIONS, without("in_collection"))},
    'tags', ${values("min(tag.id) id, tag.value, tag.value key", TAGS, without("has_tag"), "tag.value")},
    'options', ${values(OPTION_COLUMNS, OPTIONS, options, "option.title, value.value")},
    'price', (select json_build_object('min', min(sold.amount), 'max', max(sold.amount))
      from sold where ${without("fits_price")}),
    'stock', (select json_build_object(
        'all', count(distinct sold.id), 'in_stock', count(distinct sold.id) filter (where sold.in_stock))
      from sold where ${without("fits_stock")}))`
}

const condition = (flags: string[]): string => (flags.length > 0 ? flags.join(" and ") : "true")

const CATEGORIES = `sold join product_category_product own on own.product_id = sold.id
  join product_category child on child.id = own.product_category_id and child.deleted_at is null
    and child.is_active and not child.is_internal
  join product_category category on category.id = any(string_to_array(child.mpath, '.'))
    and category.deleted_at is null and category.is_active and not category.is_internal`

const COLLECTIONS = `sold join product on product.id = sold.id
  join product_collection collection on collection.id = product.collection_id and collection.deleted_at is null`

const TAGS = `sold join product_tags own on own.product_id = sold.id
  join product_tag tag on tag.id = own.product_tag_id and tag.deleted_at is null`

const OPTIONS = `sold join product_variant_option own on own.variant_id = sold.variant_id
  join product_option_value value on value.id = own.option_value_id and value.deleted_at is null
  join product_option option on option.id = value.option_id and option.deleted_at is null`
const OPTION_COLUMNS = `min(option.id) option_id, option.title, option.title option_key,
  min(value.id) id, value.value, value.value key`

/** The values of a facet with their counts, as a JSON array; grouped by the columns unless by others. */
function values(columns: string, from: string, where: string, groups = columns): string {
  return `(select coalesce(json_agg(one), '[]') from (
    select ${columns}, count(distinct sold.id)::int count from ${from} where ${where}
    group by ${groups} order by count desc, ${groups} limit ${MOST}) one)`
}
