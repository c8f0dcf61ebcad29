import { cell } from "./cell"

export interface Message {
  text: string
  kind: "good" | "bad"
}

/** What was done or went wrong last; read out by screen readers. */
export const message = cell<Message | undefined>(undefined)

let timer: ReturnType<typeof setTimeout> | undefined

export function say(text: string, kind: Message["kind"] = "good"): void {
  clearTimeout(timer)
  message.set({ text, kind })
  if (kind === "good") timer = setTimeout(() => message.set(undefined), 6000)
}

export const hush = () => message.set(undefined)
