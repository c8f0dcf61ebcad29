import type { ComponentChildren } from "preact"
import { useEffect, useId, useRef, useState } from "preact/hooks"

import { t } from "../display"
import { explain } from "../errors"
import { focusHeading } from "../router"
import { Action } from "./basics"

interface AskProps {
  title: string
  /** What the button says that does it. */
  confirm: string
  act: (form: FormData) => Promise<void>
  close: () => void
  children: ComponentChildren
}

/** A question on top of the page; the browser keeps the focus inside, and gives it back afterwards. */
export function Ask({ title, confirm, act, close, children }: AskProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState("")
  const id = useId()
  useEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal()
    // Not at the button, which a second press of the same key would push.
    heading.current?.focus()
  }, [])
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    setBusy(true)
    setError("")
    try {
      await act(new FormData(event.currentTarget as HTMLFormElement))
      dialog.current?.close()
      focusHeading()
    } catch (failure) {
      setError(explain(failure))
      setBusy(false)
    }
  }
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby={id} onClose={close}>
      <form onSubmit={submit}>
        <h2 id={id} tabIndex={-1} ref={heading}>
          {title}
        </h2>
        {children}
        {error && (
          <p class="note bad" role="alert">
            {error}
          </p>
        )}
        <p class="actions">
          <Action type="submit" class="button" isBusy={isBusy}>
            {confirm}
          </Action>
          <button type="button" class="button quiet" onClick={() => dialog.current?.close()}>
            {t("Back")}
          </button>
        </p>
      </form>
    </dialog>
  )
}
