import type { DataTableDateComparisonOperator } from "@medusajs/ui"

type Range = { label: string; value: DataTableDateComparisonOperator }

/** The ranges of a warranty's or contract's end that an operator looks for. */
export function warrantyOptions(): Range[] {
  return [
    { label: "In the past", value: { $lt: dayFromToday(0) } },
    { label: "In the next 30 days", value: { $gte: dayFromToday(0), $lt: dayFromToday(30) } },
    { label: "In the next 12 months", value: { $gte: dayFromToday(0), $lt: dayFromToday(365) } },
  ]
}

function dayFromToday(days: number): string {
  const today = new Date()
  today.setUTCHours(0, 0, 0, 0)
  return new Date(today.getTime() + days * 86_400_000).toISOString()
}
