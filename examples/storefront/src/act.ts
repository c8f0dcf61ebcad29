import { useState } from "preact/hooks"

import { explain, type Lines } from "./errors"

/** Do what the shopper asks for, busy meanwhile; what goes wrong is explained, with the cart's lines of which one. */
export function useAct(lines?: Lines) {
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState("")
  const act = async (job: () => Promise<void>) => {
    setBusy(true)
    setError("")
    try {
      await job()
    } catch (failure) {
      setError(explain(failure, lines))
    } finally {
      setBusy(false)
    }
  }
  return { act, isBusy, error, setError }
}
