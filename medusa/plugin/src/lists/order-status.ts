import { defaultCurrencies, getEpsilonFromDecimalPrecision, MathBN } from "@medusajs/framework/utils"

/**
 * The statuses of an order as SQL, over the row `o` of the table `order`. Medusa stores neither: its list
 * computes them for each order that it returns (core-flows, order/utils/aggregate-status), and so can be
 * filtered by neither.
 */

/** By how much an amount may miss another one, by currency: a unit of its last digit. */
const TOLERANCE = (() => {
  const usual = MathBN.convert(getEpsilonFromDecimalPrecision(undefined)).toFixed()
  const others = Object.entries(defaultCurrencies).flatMap(([code, { decimal_digits: digits }]) => {
    const tolerance = MathBN.convert(getEpsilonFromDecimalPrecision(digits)).toFixed()
    return tolerance !== usual && /^[A-Z]{3}$/.test(code) ? `when '${code}' then ${tolerance}` : []
  })
  return `case upper(o.currency_code) ${others.join(" ")} else ${usual} end`
})()

/** Medusa's `payment_status`: of all payment collections of the order. */
export const PAYMENT_STATUS = `(
  select case
    when requires_action > 0 then 'requires_action'
    when refunded > 0 then case when refunded = captured then 'refunded' else 'partially_refunded' end
    when captured > 0 then case when captured = n - canceled then 'captured' else 'partially_captured' end
    when authorized > 0 then case when authorized = n - canceled then 'authorized' else 'partially_authorized' end
    when canceled > 0 and canceled = n then 'canceled'
    when awaiting > 0 then 'awaiting'
    else 'not_paid'
  end
  from (
    select count(*) as n,
      coalesce(sum(case when pc.amount - coalesce(pc.captured_amount, 0) <= tolerance then 1 else 0.5 end)
        filter (where pc.captured_amount > 0 or pc.amount = 0), 0) as captured,
      coalesce(sum(case when pc.amount - pc.refunded_amount <= tolerance then 1 else 0.5 end)
        filter (where pc.refunded_amount > 0), 0) as refunded,
      count(*) filter (where pc.status::text = 'requires_action') as requires_action,
      count(*) filter (where pc.status::text = 'authorized') as authorized,
      count(*) filter (where pc.status::text = 'canceled') as canceled,
      count(*) filter (where pc.status::text = 'awaiting') as awaiting
    from order_payment_collection link
    join payment_collection pc on pc.id = link.payment_collection_id and pc.deleted_at is null
    cross join (select ${TOLERANCE} as tolerance) tolerances
    where link.order_id = o.id and link.deleted_at is null
  ) payments)`

/** Whether a piece of the order is in no fulfillment yet. */
const UNFULFILLED = `exists (
  select 1 from order_item i
  where i.order_id = o.id and i.version = o.version and i.deleted_at is null and i.fulfilled_quantity < i.quantity)`

/** Medusa's `fulfillment_status`: of all fulfillments of the order. */
export const FULFILLMENT_STATUS = `(
  select case
    when delivered > 0 then case
      when delivered = n - canceled and not ${UNFULFILLED} then 'delivered' else 'partially_delivered' end
    when shipped > 0 then case
      when shipped = n - canceled and not ${UNFULFILLED} then 'shipped' else 'partially_shipped' end
    when packed > 0 then case
      when packed = n - canceled and not ${UNFULFILLED} then 'fulfilled' else 'partially_fulfilled' end
    when canceled > 0 and canceled = n then 'canceled'
    else 'not_fulfilled'
  end
  from (
    select count(*) as n,
      count(*) filter (where state = 'canceled') as canceled,
      count(*) filter (where state = 'delivered') as delivered,
      count(*) filter (where state = 'shipped') as shipped,
      count(*) filter (where state = 'packed') as packed
    from (
      select case
        when f.canceled_at is not null then 'canceled'
        when f.delivered_at is not null then 'delivered'
        when f.shipped_at is not null then 'shipped'
        when f.packed_at is not null then 'packed'
      end as state
      from order_fulfillment link join fulfillment f on f.id = link.fulfillment_id and f.deleted_at is null
      where link.order_id = o.id and link.deleted_at is null
    ) states
  ) fulfillments)`

/**
 * What a storefront shows for a payment, over `status`, `payment` and `is_free`: nothing is due of an order
 * that costs nothing, and a released payment of a cancelled one did not fail.
 */
export const SHOWN_PAYMENT = `case
  when payment = 'canceled' and status = 'canceled' then 'NOT_PAID'
  when payment = 'not_paid' and status <> 'canceled' and is_free then 'PAID'
  else case payment
    when 'awaiting' then 'PENDING'
    when 'authorized' then 'PENDING'
    when 'partially_authorized' then 'PENDING'
    when 'partially_captured' then 'PENDING'
    when 'not_paid' then 'NOT_PAID'
    when 'captured' then 'CAPTURED'
    when 'partially_refunded' then 'PARTIALLY_REFUNDED'
    when 'refunded' then 'REFUNDED'
    when 'requires_action' then 'REQUIRES_ACTION'
    when 'canceled' then 'FAILED'
  end
end`

/** What a storefront shows for an order, over `status`, `fulfillment` and `shown_payment`. */
export const SHOWN_STATUS = `case status
  when 'completed' then 'COMPLETED'
  when 'archived' then 'ARCHIVED'
  when 'canceled' then 'CANCELLED'
  when 'requires_action' then 'REQUIRES_ACTION'
  when 'pending' then case
    when fulfillment not in ('shipped', 'partially_shipped', 'delivered', 'partially_delivered') then 'PENDING'
    when fulfillment = 'delivered' and shown_payment in ('CAPTURED', 'PAID') then 'COMPLETED'
    else 'SHIPPED'
  end
end`
