import { toast, usePrompt } from "@medusajs/ui"

import { useChange } from "./api"
import { faultsOf } from "./faults"

type Question = { title: string; description: string; confirmText: string; said: string }

/** Return a function that asks first, then changes something; true when it was done. */
export function useConfirmed(method: "DELETE" | "PATCH") {
  const prompt = usePrompt()
  const change = useChange(method)
  return async (
    request: { path: string; body?: Record<string, unknown> },
    question: Question,
  ): Promise<boolean> => {
    const { said, ...texts } = question
    if (!(await prompt({ ...texts, cancelText: "Cancel", variant: "danger" }))) {
      return false
    }
    try {
      await change.mutateAsync(request)
      toast.success(said)
      return true
    } catch (error) {
      toast.error(
        faultsOf(error)
          .map((fault) => fault.message)
          .join(" "),
      )
      return false
    }
  }
}
