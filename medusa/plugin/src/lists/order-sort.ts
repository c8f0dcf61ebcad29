import { type Amount, type Amounts, estimate, withTotals } from "./order-amounts"

/** Estimates that differ by more are of different amounts; Medusa takes less than 0.0001 for nothing. */
const TOLERANCE = 0.001
/** Medusa does not count credits of less than a unit of the currency's last digit, such as a yen. */
const MAY_BE_FREE = 1

type Valued = { id: string; currency: string; value: number; order: Amounts }

/**
 * Return the ids on a page of orders sorted by an amount; those of different currencies are not compared.
 *
 * Sorted by estimates, then, of the page and of what is near it, by what Medusa computes. Should an estimate be
 * wrong, all are sorted by the latter.
 */
export function idsByAmount(
  orders: Amounts[],
  amount: Amount,
  isDescending: boolean,
  { limit, offset }: { limit: number; offset: number },
): string[] {
  const compare = comparison(isDescending)
  const rows: Valued[] = orders.map((order) => ({
    id: order.id,
    currency: order.currency_code,
    value: estimate(order, amount),
    order,
  }))
  rows.sort(compare)
  const { start, end } = around(rows, offset, offset + limit)
  const page = rows.slice(start, end)
  if (!computed(page, amount)) {
    computed([...rows.slice(0, start), ...rows.slice(end)], amount)
    return idsOf(rows.sort(compare).slice(offset, offset + limit))
  }
  return idsOf(page.sort(compare).slice(offset - start, offset - start + limit))
}

/** Return whether an order costs nothing. */
export function isFree(order: Amounts): boolean {
  return Math.abs(estimate(order, "total")) <= MAY_BE_FREE && Number(withTotals(order).total) === 0
}

/** Widen a page until the rows next to it differ for sure from those on it. */
function around(rows: Valued[], first: number, last: number): { start: number; end: number } {
  const isNear = (place: number): boolean => {
    const [one, other] = [rows[place - 1], rows[place]]
    return one?.currency === other?.currency && isSame(one?.value ?? 0, other?.value ?? 0)
  }
  let start = Math.min(first, rows.length)
  let end = Math.min(last, rows.length)
  while (start > 0 && start < rows.length && isNear(start)) {
    start -= 1
  }
  while (end > 0 && end < rows.length && isNear(end)) {
    end += 1
  }
  return { start, end }
}

/** Replace estimates by what Medusa computes, equal orders once; return whether all were right. */
function computed(rows: Valued[], amount: Amount): boolean {
  const known = new Map<string, number>()
  const areRight = rows.map((row) => {
    const content = JSON.stringify(row.order, (name, value) => (name === "id" ? undefined : value))
    const value = known.get(content) ?? Number(withTotals(row.order)[amount])
    known.set(content, value)
    const isRight = isSame(row.value, value)
    row.value = value
    return isRight
  })
  return areRight.every(Boolean)
}

const isSame = (one: number, other: number): boolean =>
  Math.abs(one - other) <= TOLERANCE + Math.abs(one) * 1e-12

const idsOf = (rows: Valued[]): string[] => rows.map(({ id }) => id)

function comparison(isDescending: boolean): (one: Valued, other: Valued) => number {
  const sign = isDescending ? -1 : 1
  return (one, other) =>
    sign * (compared(one.currency, other.currency) || one.value - other.value) || compared(one.id, other.id)
}

function compared(one: string, other: string): number {
  return one < other ? -1 : Number(one > other)
}
