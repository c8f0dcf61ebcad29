import { Button, Container, Heading, Skeleton, Text } from "@medusajs/ui"

import { failureOf } from "../lib/faults"

/** What a page shows until its record is there. */
export function Loading({ sections = 2 }: { sections?: number }) {
  return (
    <div className="flex flex-col gap-y-3" role="status" aria-label="Loading">
      {["first", "second", "third"].slice(0, sections).map((section) => (
        <Container key={section} className="flex flex-col gap-y-4 px-6 py-4">
          <Skeleton className="h-7 w-48" />
          <Skeleton className="h-5 w-full" />
          <Skeleton className="h-5 w-full" />
        </Container>
      ))}
    </div>
  )
}

/** What a page shows instead of its content when that could not be read. */
export function Failed({ error, onRetry, noun }: { error: unknown; onRetry: () => void; noun: string }) {
  const { title, text, canRetry } = failureOf(error, noun)
  return (
    <Container className="flex flex-col items-center px-6 py-16 text-center" role="alert">
      <Heading level="h2">{title}</Heading>
      <Text as="div" size="small" className="text-ui-fg-subtle mt-1 flex flex-col items-center">
        {text}
        {canRetry && (
          <Button className="mt-4" size="small" variant="secondary" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Text>
    </Container>
  )
}
