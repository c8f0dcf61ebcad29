import { useLayoutEffect, useState } from "preact/hooks"

/** A value that pages show and that may change: the cart, the customer, the language. */
export interface Cell<T> {
  get(): T
  set(value: T): void
  subscribe(listener: () => void): () => void
}

export function cell<T>(initial: T): Cell<T> {
  let value = initial
  const listeners = new Set<() => void>()
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return
      value = next
      for (const listener of listeners) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** Return the value, and draw again when it changes. */
export function useCell<T>(source: Cell<T>): T {
  const [, redraw] = useState({})
  const shown = source.get()
  useLayoutEffect(() => {
    const update = () => redraw({})
    if (!Object.is(source.get(), shown)) update()
    return source.subscribe(update)
  }, [source, shown])
  return shown
}
