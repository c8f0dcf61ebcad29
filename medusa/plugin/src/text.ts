import { z } from "@medusajs/framework/zod"

/** A text of at most so many characters, counted as the bundle does: JavaScript's `length` counts an emoji as two. */
export const textUpTo = (most: number) =>
  z
    .string()
    .min(1)
    .refine((text) => text.length <= most || Array.from(text).length <= most, {
      message: `Expected at most ${most} characters`,
    })

/** Return a text as a pattern of SQL's `like` that matches this text only. */
export function escaped(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&")
}
