import { z } from "@medusajs/framework/zod"

/** A text of at most so many characters, as the bundle counts them; its `length` counts an emoji as two. */
export const textUpTo = (most: number) =>
  z
    .string()
    .min(1)
    .refine((text) => text.length <= most || Array.from(text).length <= most, {
      message: `Expected at most ${most} characters`,
    })
