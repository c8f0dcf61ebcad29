import type { DataTableDateComparisonOperator } from "@medusajs/ui"

type Range = { label: string; value: DataTableDateComparisonOperator }

/** A list's filter by the end of a warranty or contract. */
export function endFilter(label: string) {
  return {
    type: "date" as const,
    label,
    format: "date" as const,
    rangeOptionLabel: "Between",
    rangeOptionStartLabel: "From",
    rangeOptionEndLabel: "Until",
    options: endRanges(),
  }
}

/** The ranges of an end that an operator looks for. */
function endRanges(): Range[] {
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
