import { useEffect, useRef, useState } from "preact/hooks"

export interface Loaded<T> {
  data: T | undefined
  error: unknown
  isLoading: boolean
  reload: () => void
}

interface State<T> {
  key: string
  data?: T
  error?: unknown
}

/** Load what a page shows, and again when `key` changes; until then the former data stay. */
export function useLoad<T>(key: string, load: () => Promise<T>): Loaded<T> {
  const [state, setState] = useState<State<T>>({ key: "" })
  const [attempt, setAttempt] = useState(0)
  const latest = useRef(load)
  latest.current = load
  const wanted = `${attempt} ${key}`

  useEffect(() => {
    let isWanted = true
    latest.current().then(
      (data) => isWanted && setState({ key: wanted, data }),
      (error: unknown) => isWanted && setState({ key: wanted, error }),
    )
    return () => {
      isWanted = false
    }
  }, [wanted])

  return {
    data: state.data,
    error: state.key === wanted ? state.error : undefined,
    isLoading: state.key !== wanted,
    reload: () => setAttempt((number) => number + 1),
  }
}
