import { XMark } from "@medusajs/icons"
import { Button, Drawer, FocusModal, Heading, IconButton, InlineTip, Kbd, Text } from "@medusajs/ui"
import type { FormEvent, ReactNode } from "react"

type Props = {
  title: string
  description: string
  action: string
  isBusy: boolean
  isDisabled?: boolean
  fault?: string
  onSubmit: (event: FormEvent) => void
  onClose: () => void
  children: ReactNode
}

/** A form beside the page, to change what is on it. */
export function FormDrawer(props: Props) {
  return (
    <Drawer open onOpenChange={props.onClose}>
      <Drawer.Content onEscapeKeyDown={leaveToOpenList}>
        <form className="flex flex-1 flex-col overflow-hidden" onSubmit={props.onSubmit} noValidate>
          <div className="border-ui-border-base flex items-start justify-between gap-x-4 border-b px-6 py-4">
            <div className="flex flex-col gap-y-1">
              <Drawer.Title asChild>
                <Heading>{props.title}</Heading>
              </Drawer.Title>
              <Drawer.Description className="text-ui-fg-subtle txt-small">
                {props.description}
              </Drawer.Description>
            </div>
            <div className="flex items-center gap-x-2">
              <Kbd>esc</Kbd>
              <CloseButton onClose={props.onClose} />
            </div>
          </div>
          <Drawer.Body className="flex flex-col gap-y-6 overflow-y-auto">
            <Fault message={props.fault} />
            {props.children}
          </Drawer.Body>
          <Drawer.Footer>
            <Buttons {...props} />
          </Drawer.Footer>
        </form>
      </Drawer.Content>
    </Drawer>
  )
}

/** A form over the whole page, to create something. */
export function FormModal(props: Props) {
  return (
    <FocusModal open onOpenChange={props.onClose}>
      <FocusModal.Content onEscapeKeyDown={leaveToOpenList}>
        <form className="flex h-full flex-col overflow-hidden" onSubmit={props.onSubmit} noValidate>
          <div className="border-ui-border-base flex items-center gap-x-2 border-b px-4 py-2">
            <CloseButton onClose={props.onClose} />
            <Kbd>esc</Kbd>
          </div>
          <FocusModal.Body className="flex flex-1 flex-col items-center overflow-y-auto px-4 py-12">
            <div className="flex w-full max-w-[720px] flex-col gap-y-6">
              <div>
                <FocusModal.Title asChild>
                  <Heading>{props.title}</Heading>
                </FocusModal.Title>
                <FocusModal.Description asChild>
                  <Text size="small" className="text-ui-fg-subtle">
                    {props.description}
                  </Text>
                </FocusModal.Description>
              </div>
              <Fault message={props.fault} />
              {props.children}
            </div>
          </FocusModal.Body>
          <FocusModal.Footer>
            <Buttons {...props} />
          </FocusModal.Footer>
        </form>
      </FocusModal.Content>
    </FocusModal>
  )
}

/** Two or more fields beside each other, where there is room. */
export function FieldRow({ children }: { children: ReactNode }) {
  return <div className="grid grid-flow-row gap-x-4 gap-y-6 sm:auto-cols-fr sm:grid-flow-col">{children}</div>
}

/** The kit's own headers have this button without a name. */
function CloseButton({ onClose }: { onClose: () => void }) {
  return (
    <IconButton type="button" size="small" variant="transparent" aria-label="Close" onClick={onClose}>
      <XMark />
    </IconButton>
  )
}

function Fault({ message }: { message: string | undefined }) {
  return message ? (
    <InlineTip variant="error" label="Not saved" role="alert">
      {message}
    </InlineTip>
  ) : null
}

function Buttons({ action, isBusy, isDisabled, onClose }: Props) {
  return (
    <>
      <Button type="button" size="small" variant="secondary" onClick={onClose}>
        Cancel
      </Button>
      <Button type="submit" size="small" isLoading={isBusy} disabled={isDisabled}>
        {action}
      </Button>
    </>
  )
}

/** Escape closes an open list of options first, then the form. */
function leaveToOpenList(event: KeyboardEvent): void {
  if (document.activeElement?.getAttribute("aria-expanded") === "true") {
    event.preventDefault()
  }
}
