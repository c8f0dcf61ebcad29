import { cell, useCell } from "./cell"
import { config } from "./config"
import german from "./german.json"

/** Each text of the shop is its English wording, and has a German translation. */
export type Text = keyof typeof german

export const LANGUAGES = { en: "English", de: "Deutsch" } as const
export type Language = keyof typeof LANGUAGES

const LOCALES: Record<Language, string> = { en: "en-US", de: "de-DE" }

export const language = cell<Language>("en")
export const currency = cell("")

/** Use what was chosen at an earlier visit, else the browser's language and the shop's currency. */
export function startDisplay(): void {
  const known = localStorage.getItem("language") ?? navigator.language.slice(0, 2)
  setLanguage(known === "de" ? "de" : "en")
  currency.set(localStorage.getItem("currency") ?? config.currency)
}

export function setLanguage(chosen: Language): void {
  localStorage.setItem("language", chosen)
  document.documentElement.lang = chosen
  language.set(chosen)
}

export function setCurrency(chosen: string): void {
  localStorage.setItem("currency", chosen)
  currency.set(chosen)
}

/** The language as the API takes it in `x-locale`. */
export const locale = () => LOCALES[language.get()]

/** A text in the shopper's language, with `{name}` filled in. */
export function t(text: Text, values: Record<string, string | number> = {}): string {
  const translated = language.get() === "de" ? german[text] : text
  return translated.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""))
}

/** Names of options that the shop's language has words for; others are shown as the API returns them. */
const OPTION_NAMES: Record<string, Text> = {
  Color: "Color",
  Size: "Size",
  Voltage: "Voltage",
  Plan: "Terms of the service",
}

export const optionName = (title: string) => (OPTION_NAMES[title] ? t(OPTION_NAMES[title]) : title)

/** Draw again when the language changes. */
export const useLanguage = () => useCell(language)

export function money(price: { value: number; currency: string }): string {
  const { value, currency: code } = price
  return new Intl.NumberFormat(language.get(), { style: "currency", currency: code }).format(value)
}

export function measure(value: string, unit: "gram" | "millimeter"): string {
  const number = Number(value)
  if (!Number.isFinite(number)) return value
  return new Intl.NumberFormat(language.get(), { style: "unit", unit }).format(number)
}

export function day(date: string): string {
  return new Date(date).toLocaleDateString(language.get(), { dateStyle: "medium" })
}

export function country(code: string): string {
  // What is no code of a country is shown as it is.
  if (!/^[A-Z]{2}$/.test(code)) return code
  return new Intl.DisplayNames(language.get(), { type: "region" }).of(code) ?? code
}
