import type { Matching } from "./filters"

/** So many values of a facet are returned, those of most products. */
const MOST = 200

/**
 * Return the parts of a statement that compute all facets: the last of its `with`, and an expression as JSON,
 * with the values of each, and how many products have them among those that fit all other filters. `key` is
 * what a filter takes, also where the text is translated.
 */
export function facetsOf({ flags, optionTitles }: Matching): { cte: string; json: string } {
  const all = [...flags.product, ...flags.variant]
  const without = (name: string): string => condition(all.filter((flag) => flag !== name))
  const isOption = (flag: string): boolean => flag.startsWith("fits_option")
  const chosen = all.filter(isOption)
  const others = condition(all.filter((flag) => !isOption(flag)))
  // A value of a chosen option is counted whatever else of the option is chosen.
  const options = condition(
    optionTitles.map((title, number) => `(own.fits_option${number} or lower(option.title) = ${title})`),
  )
  return {
    cte: `products as materialized (
      select product number, id, bool_or(${without("in_category")}) categories,
        bool_or(${without("in_collection")}) collections, bool_or(${without("has_tag")}) tags,
        bool_or(${without("fits_stock")}) stock, bool_or(${without("fits_stock")} and in_stock) in_stock
      from sold group by product, id)`,
    json: `json_build_object(
    'categories', ${values("category.id, category.name, category.handle, category.rank", CATEGORIES)},
    'collections', ${values("collection.id, collection.title, collection.handle", COLLECTIONS)},
    'tags', ${values("min(tag.id) id, tag.value, tag.value key", TAGS, "tag.value")},
    'options', ${values(OPTION_COLUMNS, optionValues(others, chosen, options), "title, value")},
    'price', (select json_build_object('min', min(sold.amount), 'max', max(sold.amount))
      from sold where ${without("fits_price")}),
    'stock', (select json_build_object(
        'all', count(*) filter (where products.stock), 'in_stock', count(*) filter (where products.in_stock))
      from products))`,
  }
}

const condition = (flags: string[]): string => (flags.length > 0 ? flags.join(" and ") : "true")

const CATEGORIES = `products join product_category_product own on own.product_id = products.id
  join product_category child on child.id = own.product_category_id and child.deleted_at is null
    and child.is_active and not child.is_internal
  join product_category category on category.id = any(string_to_array(child.mpath, '.'))
    and category.deleted_at is null and category.is_active and not category.is_internal
  where products.categories`

const COLLECTIONS = `products join product on product.id = products.id
  join product_collection collection on collection.id = product.collection_id and collection.deleted_at is null
  where products.collections`

const TAGS = `products join product_tags own on own.product_id = products.id
  join product_tag tag on tag.id = own.product_tag_id and tag.deleted_at is null
  where products.tags`

/** Each value once for a product, before its texts are read: variants share most of them. */
const optionValues = (others: string, chosen: string[], options: string): string => `(
  select option.id option_id, option.title title, value.id, value.value as value, own.number
  from (
    select distinct sold.product number, own.option_value_id ${chosen.map((flag) => `, sold.${flag}`).join("")}
    from sold join product_variant_option own on own.variant_id = sold.variant_id where ${others}) own
  join product_option_value value on value.id = own.option_value_id and value.deleted_at is null
  join product_option option on option.id = value.option_id and option.deleted_at is null
  where ${options}) products`
const OPTION_COLUMNS = `min(option_id) option_id, title, title option_key, min(id) id, value, value key`

/**
 * The values of a facet with their counts, as a JSON array; grouped by the columns unless by others.
 *
 * The numbers of the products are collected before they are counted: to count different ones at once, PostgreSQL
 * would sort all rows by the texts.
 */
function values(columns: string, from: string, groups = columns): string {
  return `(select coalesce(json_agg(one), '[]') from (
    select ${columns}, (select count(distinct one)::int from unnest(array_agg(products.number)) one) count
    from ${from} group by ${groups} order by count desc, ${groups} limit ${MOST}) one)`
}
