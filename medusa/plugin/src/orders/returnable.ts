import type { BigNumberInput } from "@medusajs/framework/types"
import { MathBN, MedusaError } from "@medusajs/framework/utils"

type Detail = Partial<
  Record<
    | "fulfilled_quantity"
    | "return_requested_quantity"
    | "return_received_quantity"
    | "return_dismissed_quantity",
    BigNumberInput
  >
>
export type OrderLine = { id: string; detail?: Detail }
export type Wanted = { id?: unknown; quantity?: unknown }

/**
 * Require that no line is returned more often than it was fulfilled, all returns together.
 *
 * Medusa compares with the returns that are under way only: what has arrived could be returned again.
 */
export function requireReturnable(lines: OrderLine[], wanted: Wanted[]): void {
  const left = new Map(lines.map(({ id, detail = {} }) => [id, leftOf(detail)]))
  for (const { id, quantity } of wanted) {
    const rest = typeof id === "string" ? left.get(id) : undefined
    // Medusa refuses what is no line of the order, and what is no quantity.
    if (rest === undefined || typeof quantity !== "number" || !(quantity > 0)) {
      continue
    }
    if (MathBN.gt(quantity, rest)) {
      throw new MedusaError(
        MedusaError.Types.INVALID_DATA,
        "Cannot request to return more items than what was fulfilled and not yet returned",
      )
    }
    left.set(id as string, MathBN.sub(rest, quantity))
  }
}

function leftOf(detail: Detail): BigNumberInput {
  const returned = MathBN.add(
    detail.return_requested_quantity ?? 0,
    detail.return_received_quantity ?? 0,
    detail.return_dismissed_quantity ?? 0,
  )
  return MathBN.sub(detail.fulfilled_quantity ?? 0, returned)
}
