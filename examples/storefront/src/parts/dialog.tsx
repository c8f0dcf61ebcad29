import type { ComponentChildren } from "preact"
import { useEffect, useId, useRef } from "preact/hooks"

import { useAct } from "../act"
import { t } from "../display"
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
  const { act: attempt, isBusy, error } = useAct()
  const id = useId()
  useEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal()
    // Not at the button, which a second press of the same key would push.
    heading.current?.focus()
  }, [])
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget as HTMLFormElement)
    return attempt(async () => {
      await act(form)
      dialog.current?.close()
      focusHeading()
    })
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
