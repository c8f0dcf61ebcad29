import { Container, Heading, Text } from "@medusajs/ui"
import type { ReactNode } from "react"

type SectionProps = { title: string; level?: "h1" | "h2"; actions?: ReactNode; children: ReactNode }

/** A part of a detail page, as Medusa's own have them. */
export function Section({ title, level = "h2", actions, children }: SectionProps) {
  return (
    <Container className="divide-y p-0" role="region" aria-label={title}>
      <div className="flex items-center justify-between gap-x-4 px-6 py-4">
        <Heading level={level}>{title}</Heading>
        <div className="flex items-center gap-x-2">{actions}</div>
      </div>
      {children}
    </Container>
  )
}

/** One field of a record: its name and its value. */
export function Row({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="text-ui-fg-subtle grid grid-cols-2 items-start gap-x-4 px-6 py-4">
      <Text size="small" leading="compact" weight="plus">
        {title}
      </Text>
      <Text as="div" size="small" leading="compact" className="min-w-0 break-words">
        {children}
      </Text>
    </div>
  )
}

/** A section without entries. */
export function Nothing({ children }: { children: ReactNode }) {
  return (
    <Text size="small" className="text-ui-fg-subtle px-6 py-8 text-center">
      {children}
    </Text>
  )
}
