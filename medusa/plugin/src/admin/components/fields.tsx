import { Hint, Input, Label, Select, Text } from "@medusajs/ui"
import { type ComponentProps, type ReactNode, useId } from "react"
import {
  type Control,
  Controller,
  type FieldPath,
  type FieldValues,
  type RegisterOptions,
} from "react-hook-form"

import { Combobox, type Option, type Search } from "./combobox"

type FieldProps<Values extends FieldValues> = {
  control: Control<Values>
  name: FieldPath<Values>
  label: string
  hint?: string
  required?: boolean
  rules?: RegisterOptions<Values>
}

type Slot = {
  id: string
  value: unknown
  onChange: (value: unknown) => void
  onBlur: () => void
  inputRef: (element: unknown) => void
  invalid: boolean
  describedBy: string | undefined
}

/** A form's field: label, control, hint, and what is wrong with it. */
function Field<Values extends FieldValues>(
  props: FieldProps<Values> & { children: (slot: Slot) => ReactNode },
) {
  const { control, name, label, hint, required = false } = props
  const id = useId()
  const noteId = `${id}-note`
  const rules = { ...props.rules, ...(required ? { required: "This field is required." } : {}) }
  return (
    <Controller
      control={control}
      name={name}
      rules={rules as RegisterOptions<Values, typeof name>}
      render={({ field, fieldState: { error } }) => (
        <div className="flex min-w-0 flex-col gap-y-1.5">
          <Label size="small" weight="plus" htmlFor={id}>
            {label}
            {!required && (
              <Text as="span" size="small" className="text-ui-fg-muted ml-1">
                (optional)
              </Text>
            )}
          </Label>
          {props.children({
            id,
            value: field.value,
            onChange: field.onChange,
            onBlur: field.onBlur,
            inputRef: field.ref,
            invalid: error !== undefined,
            describedBy: hint || error ? noteId : undefined,
          })}
          {(error?.message || hint) && (
            <Hint id={noteId} variant={error ? "error" : "info"} role={error ? "alert" : undefined}>
              {error?.message ?? hint}
            </Hint>
          )}
        </div>
      )}
    />
  )
}

type InputProps = Pick<ComponentProps<typeof Input>, "type" | "min" | "step" | "placeholder" | "inputMode">

export function TextField<Values extends FieldValues>({
  input,
  ...field
}: FieldProps<Values> & { input?: InputProps }) {
  return (
    <Field {...field}>
      {({ id, value, onChange, onBlur, inputRef, invalid, describedBy }) => (
        <Input
          {...input}
          id={id}
          ref={inputRef}
          value={value as string}
          onChange={(event) => onChange(event.target.value)}
          onBlur={onBlur}
          aria-invalid={invalid}
          aria-describedby={describedBy}
        />
      )}
    </Field>
  )
}

export function DateField<Values extends FieldValues>(field: FieldProps<Values>) {
  return <TextField {...field} input={{ type: "date" }} />
}

type SelectProps = { options: { value: string; label: string }[]; placeholder?: string }

export function SelectField<Values extends FieldValues>({
  options,
  placeholder,
  ...field
}: FieldProps<Values> & SelectProps) {
  return (
    <Field {...field}>
      {({ id, value, onChange, inputRef, invalid, describedBy }) => (
        <Select value={value as string} onValueChange={onChange}>
          <Select.Trigger id={id} ref={inputRef} aria-invalid={invalid} aria-describedby={describedBy}>
            <Select.Value placeholder={placeholder} />
          </Select.Trigger>
          <Select.Content>
            {options.map((option) => (
              <Select.Item key={option.value} value={option.value}>
                {option.label}
              </Select.Item>
            ))}
          </Select.Content>
        </Select>
      )}
    </Field>
  )
}

export function SearchField<Values extends FieldValues>({
  search,
  ...field
}: FieldProps<Values> & { search: Search }) {
  return (
    <Field {...field}>
      {({ id, value, onChange, invalid, describedBy }) => (
        <Combobox
          id={id}
          value={value as Option | null}
          onChange={onChange}
          search={search}
          invalid={invalid}
          describedBy={describedBy}
        />
      )}
    </Field>
  )
}
