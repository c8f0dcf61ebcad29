import { toast, usePrompt } from "@medusajs/ui"
import { useNavigate } from "react-router-dom"

import { useChange } from "./api"
import { messageOf } from "./faults"

type Question = { title: string; description: string; confirmText: string; said: string }

/** Return a function that asks first, then changes something; true when it was done. */
export function useConfirmed(method: "DELETE" | "PATCH" | "POST") {
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
      toast.error(messageOf(error))
      return false
    }
  }
}

/** Return a function that deletes a page's record after a question, then goes to the list. */
export function useDelete(noun: string, list: string) {
  const navigate = useNavigate()
  const remove = useConfirmed("DELETE")
  return async (path: string, name: string, linked: string[]): Promise<void> => {
    const done = await remove(
      { path },
      {
        title: `Delete ${noun}?`,
        description: `${name} is deleted. This cannot be undone.${unlinkedFrom(linked)}`,
        confirmText: "Delete",
        said: `The ${noun} was deleted.`,
      },
    )
    if (done) {
      await navigate(list, { replace: true })
    }
  }
}

/** Return the sentence of a question that names what a change unlinks. */
export function unlinkedFrom(names: string[]): string {
  return names.length > 0 ? ` It is unlinked from: ${names.join(", ")}.` : ""
}
