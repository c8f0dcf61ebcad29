import type { PaymentType } from "../modules/assets-services/types"

const PLAN_OPTION = "plan"
const PLANS: Record<string, PaymentType> = {
  weekly: "WEEKLY",
  monthly: "MONTHLY",
  yearly: "YEARLY",
  "one time": "ONE_TIME",
}

type Option = { value: string; option?: { title: string } | null } | null

/** How a variant is paid, by its option `Plan`; one without a plan is paid once. */
export function paymentTypeOf(options: Option[]): PaymentType {
  const plan = options.find((one) => one?.option?.title.toLowerCase() === PLAN_OPTION)
  return PLANS[plan?.value.toLowerCase() ?? ""] ?? "ONE_TIME"
}

/** When a paid period ends; what is paid once has no end. A month after 31 January is the end of February. */
export function endOf(start: Date, paymentType: PaymentType): Date | null {
  switch (paymentType) {
    case "WEEKLY":
      return new Date(start.getTime() + 7 * 86_400_000)
    case "MONTHLY":
      return monthsLater(start, 1)
    case "YEARLY":
      return monthsLater(start, 12)
    case "ONE_TIME":
      return null
  }
}

/**
 * When the next period ends. A service from 31 January that is renewed at the end of February has the end of
 * March, not the 28th: `first` is its first day.
 */
export function endAfter(start: Date, paymentType: PaymentType, first: Date): Date | null {
  const end = endOf(start, paymentType)
  if (!end || paymentType === "WEEKLY" || start.getUTCDate() >= first.getUTCDate()) {
    return end
  }
  const days = (date: Date) =>
    new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  if (start.getUTCDate() === days(start)) {
    end.setUTCDate(Math.min(first.getUTCDate(), days(end)))
  }
  return end
}

function monthsLater(start: Date, months: number): Date {
  const end = new Date(start)
  end.setUTCMonth(end.getUTCMonth() + months)
  if (end.getUTCDate() !== start.getUTCDate()) {
    end.setUTCDate(0)
  }
  return end
}
