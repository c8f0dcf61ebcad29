import { Button, Container, Heading, Skeleton, Text } from "@medusajs/ui"

import { faultsOf, isMissing, isTurnedOff } from "../lib/faults"

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

/** What a page shows instead of its content when that could not be read: why, and what to do. */
export function Failed({ error, onRetry, noun }: { error: unknown; onRetry: () => void; noun: string }) {
  if (isTurnedOff(error)) {
    return (
      <Message title="Assets and services are turned off">
        The plugin medusa-plugin-storefront-bundle runs with the option assetsServices: false.
      </Message>
    )
  }
  if (isMissing(error)) {
    return <Message title={`This ${noun} does not exist`}>It was deleted, or the address is wrong.</Message>
  }
  return (
    <Message title="This could not be loaded">
      {faultsOf(error)
        .map((fault) => fault.message)
        .join(" ")}
      <Button className="mt-4" size="small" variant="secondary" onClick={onRetry}>
        Try again
      </Button>
    </Message>
  )
}

function Message({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <Container className="flex flex-col items-center px-6 py-16 text-center" role="alert">
      <Heading level="h2">{title}</Heading>
      <Text as="div" size="small" className="text-ui-fg-subtle mt-1 flex flex-col items-center">
        {children}
      </Text>
    </Container>
  )
}
