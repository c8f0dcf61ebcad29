import { ConflictError } from "../conflict"
import type { ServiceChange } from "../modules/assets-services/service"
import type { PaymentType, ServiceEventType, ServiceStatus, Totals } from "../modules/assets-services/types"
import { endAfter, endOf } from "./plan"

/** Return the key of the lock under which a service's terms are changed. */
export function termsKey(serviceInstanceId: string): string {
  return `service-terms:${serviceInstanceId}`
}

/** The columns of a service instance that a renewal, an upgrade or a cancellation reads. */
export type Terms = {
  status: ServiceStatus
  payment_type: PaymentType
  product_variant_id: string
  start_date: Date
  end_date: Date | null
  cancelled_at: Date | null
  totals: Totals | null
}

/** One of a service's paid periods: an event of its history, or its own terms before the first event. */
export type Period = { start: Date; end: Date | null; totals: Totals | null }

/** An event of a service's history, as far as the value of its period depends on it. */
export type Paid = {
  event: ServiceEventType
  period_start: Date
  period_end: Date | null
  totals: Totals | null
  order_id: string | null
  previous: unknown
}

/** A line of a paid order. */
export type Bought = {
  orderId: string
  lineId: string
  at: Date
  variantId: string
  paymentType: PaymentType
  totals: Totals
  name: string
  customerId: string
}

const RUNS: ServiceStatus[] = ["ACTIVE", "EXPIRED"]

/** Reject a renewal of a service that the shop has stopped, or that has no period. */
export function requireRenewable({ status, end_date, payment_type }: Terms): void {
  requireRuns(status)
  if (!end_date || payment_type === "ONE_TIME") {
    throw new ConflictError("The service has no paid period: it is paid once")
  }
}

/** Reject an upgrade of a service that the shop has stopped. */
export function requireRuns(status: ServiceStatus): void {
  if (!RUNS.includes(status)) {
    throw new ConflictError("The service does not run any more")
  }
}

/** Reject the cancellation of a service that has ended, or that has no period that ends. */
export function requireCancellable({ status, end_date }: Terms, now: Date): void {
  if (status !== "ACTIVE" || (end_date && end_date <= now)) {
    throw new ConflictError("The service does not run any more")
  }
  if (!end_date) {
    throw new ConflictError("The service has no paid period: it is paid once")
  }
}

/** Return a new service of an order's line. */
export function bought(line: Bought, assets: string[]): ServiceChange {
  const terms = {
    product_variant_id: line.variantId,
    payment_type: line.paymentType,
    start_date: line.at,
    end_date: endOf(line.at, line.paymentType),
    totals: line.totals,
  }
  const columns = {
    ...terms,
    name: line.name,
    purchase_date: line.at,
    customer_id: line.customerId,
    order_id: line.orderId,
    order_line_item_id: line.lineId,
    assets,
  }
  return { columns, event: ordered("PURCHASED", line, { start: line.at, end: terms.end_date }, null) }
}

/** Return a service with one more period: after its present end, or from now where it has ended. */
export function renewed(before: Terms, line: Bought): ServiceChange {
  const hasEnded = !before.end_date || before.end_date <= line.at
  const start = hasEnded ? line.at : (before.end_date as Date)
  const start_date = hasEnded ? line.at : before.start_date
  const end = endAfter(start, line.paymentType, start_date)
  const columns = { ...LASTS, start_date, end_date: end, totals: line.totals }
  return { columns, event: ordered("RENEWED", line, { start, end }, before) }
}

/** Return a service with another plan from `from` on, when the credit for the former one was computed. */
export function upgraded(before: Terms, line: Bought, from: Date): ServiceChange {
  const end = endOf(from, line.paymentType)
  const columns = {
    ...LASTS,
    product_variant_id: line.variantId,
    payment_type: line.paymentType,
    start_date: from,
    end_date: end,
    totals: line.totals,
  }
  return { columns, event: ordered("UPGRADED", line, { start: from, end }, before) }
}

/** Return a service that ends with its paid period. */
export function cancelled(
  before: Terms,
  at: Date,
  actor: { actor_type: "CUSTOMER" | "OPERATOR"; actor_id: string | null },
): ServiceChange {
  const event = {
    event: "CANCELLED" as const,
    at,
    ...actor,
    order_id: null,
    order_line_item_id: null,
    product_variant_id: before.product_variant_id,
    payment_type: before.payment_type,
    period_start: before.start_date,
    period_end: before.end_date,
    totals: null,
    previous: previousOf(before),
  }
  return { columns: { cancelled_at: at }, event }
}

const LASTS = { status: "ACTIVE" as const, cancelled_at: null }

function ordered(
  event: ServiceEventType,
  line: Bought,
  { start, end }: { start: Date; end: Date | null },
  before: Terms | null,
): ServiceChange["event"] {
  return {
    event,
    at: line.at,
    actor_type: "CUSTOMER",
    actor_id: line.customerId,
    order_id: line.orderId,
    order_line_item_id: line.lineId,
    product_variant_id: line.variantId,
    payment_type: line.paymentType,
    period_start: start,
    period_end: end,
    totals: line.totals as unknown as Record<string, unknown>,
    previous: before && previousOf(before),
  }
}

function previousOf({ totals, ...terms }: Terms): Record<string, unknown> {
  const { status, payment_type, product_variant_id, start_date, end_date, cancelled_at } = terms
  return { status, payment_type, product_variant_id, start_date, end_date, cancelled_at, totals }
}

/**
 * Return the periods that were paid for the present plan, the oldest first; `history` is in order of time.
 *
 * Before the first event that has a period the service's own terms are one: an operator may have created it.
 */
export function periodsOf(now: Terms, history: Paid[]): Period[] {
  const paid = history.filter((one) => one.event !== "CANCELLED")
  const begin = paid.map((one) => one.event !== "RENEWED").lastIndexOf(true)
  const periods = paid
    .slice(Math.max(begin, 0))
    .map((one) => ({ start: one.period_start, end: one.period_end, totals: one.totals }))
  if (begin >= 0) {
    return periods
  }
  const first = (paid[0]?.previous ?? now) as {
    start_date: Date
    end_date: Date | null
    totals: Totals | null
  }
  const before = { start: new Date(first.start_date), end: first.end_date && new Date(first.end_date) }
  return [{ ...before, totals: first.totals }, ...periods]
}

/** Return what the unused part of the paid periods is worth, rounded to the currency's digits. */
export function unusedValue(periods: Period[], currency: string, now: Date, digits: number): number {
  const value = periods.reduce((sum, { start, end, totals }) => {
    if (!end || end <= now || end <= start || totals?.currency !== currency) {
      return sum
    }
    const left = end.getTime() - Math.max(start.getTime(), now.getTime())
    return sum + (Number(totals.total_price.value) * left) / (end.getTime() - start.getTime())
  }, 0)
  return rounded(value, digits)
}

/** Round to a currency's digits; half a unit goes up, also where the computer stores a little less. */
export function rounded(value: number, digits: number): number {
  const unit = 10 ** digits
  return Math.round(value * unit + 1e-6) / unit
}
