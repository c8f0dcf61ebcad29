/**
 * What the pricing module of Medusa does, in SQL: which prices a shopper gets, and which of them is shown.
 *
 * Only for choosing and sorting products: the prices in the response are the module's own. A test compares
 * both for every variant of a shop made at random.
 */

/** The price lists that apply to the shopper, as the first of a statement's `with`. */
export const LISTS = `lists as materialized (
  select list.id, list.type, list.rules_count from price_list list
  where list.status = 'active' and list.deleted_at is null
    and (list.starts_at is null or list.starts_at <= now()) and (list.ends_at is null or list.ends_at >= now())
    and (list.rules_count = 0 or list.rules_count = (
      select count(*) from price_list_rule rule
      where rule.price_list_id = list.id and rule.deleted_at is null and (
        (rule.attribute = 'region_id' and rule.value @> to_jsonb(:region::text))
        or (rule.attribute = 'customer.groups.id' and exists (
          select 1 from unnest(:groups::text[]) one where rule.value @> to_jsonb(one)))))))`

/** The condition for a row of `price` to apply to one piece for the shopper. */
export const APPLIES = `price.currency_code = :currency and price.deleted_at is null
  and (price.min_quantity is null or price.min_quantity <= 1)
  and (price.rules_count = 0 or price.rules_count = (
    select count(*) from price_rule rule
    where rule.price_id = price.id and rule.deleted_at is null and (
      (rule.attribute = 'region_id' and rule.value = :region)
      or (rule.attribute = 'customer.groups.id' and rule.value = any(:groups::text[])))))
  and (price.price_list_id is null or price.price_list_id in (select lists.id from lists))`

/** From a product's variants to the prices of each; `product` is the expression of the product's id. */
export const pricesOf = (product: string): string => `product_variant variant
  join product_variant_price_set link on link.variant_id = variant.id and link.deleted_at is null
  join price on price.price_set_id = link.price_set_id
  where variant.product_id = ${product} and variant.deleted_at is null and variant.sku <> '' and ${APPLIES}`

/**
 * The amount that is shown of all prices of a variant that apply, and are joined to `lists`: the price list
 * with most rules goes before others, an override before the price without a list, a sale only if it is less.
 *
 * The least of arrays takes no sorting, and arrays are made only of prices with rules or a list.
 */
export const AMOUNT = {
  columns: `min(price.amount) filter (where price.price_list_id is null and price.rules_count = 0) plain,
    min(array[-price.rules_count, price.amount]) filter (
      where price.price_list_id is null and price.rules_count > 0) ruled,
    min(array[-price.rules_count - lists.rules_count, price.amount, (lists.type = 'sale')::int]) filter (
      where price.price_list_id is not null) listed`,
  chosen: `case listed[3] when 0 then listed[2] when 1 then least(coalesce(ruled[2], plain), listed[2])
    else coalesce(ruled[2], plain) end`,
}
