import type { ComponentChildren } from "preact"

import { cart } from "../cart"
import { useCell } from "../cell"
import { currency, LANGUAGES, type Language, language, setCurrency, setLanguage, t } from "../display"
import { hush, message, say } from "../messages"
import { categories, currencies, regions } from "../reference"
import { address, Link, navigate, useCurrentInView, useQuery } from "../router"
import { session, sessionEnded, signOut } from "../session"
import { Select, SignInButton } from "./basics"
import { Search } from "./search"

export function Layout({ children }: { children: ComponentChildren }) {
  return (
    <>
      <a class="skip" href="#content">
        {t("Skip to the content")}
      </a>
      <Header />
      <main id="content" tabIndex={-1}>
        <SessionEnded />
        {children}
      </main>
      <Footer />
      <Messages />
    </>
  )
}

function Header() {
  const items = useCell(cart)?.items.data ?? []
  const count = items.reduce((sum, item) => sum + item.quantity, 0)
  const customer = useCell(session)
  const path = useCell(address)
  return (
    <header class="top">
      <div class="bar">
        <Link to="/" class="brand">
          <img src="/favicon.svg" alt="" width="30" height="30" /> Tool shop
        </Link>
        <Search />
        <nav class="tools" aria-label={t("Account")}>
          {customer ? (
            <Link to="/account">{customer.name}</Link>
          ) : (
            <Link to={`/sign-in?to=${encodeURIComponent(path)}`}>{t("Sign in")}</Link>
          )}
          <Link to="/cart" aria-label={`${t("Cart")}: ${count}`}>
            {t("Cart")} <span class="count">{count}</span>
          </Link>
        </nav>
      </div>
      <Categories />
    </header>
  )
}

function Categories() {
  const path = useCell(address)
  const chosen = useQuery().get("category")
  const row = useCurrentInView()
  return (
    <nav class="categories" aria-label={t("Categories")} ref={row}>
      <ul>
        {useCell(categories).map(({ name, handle }) => (
          <li key={handle}>
            <Link to={`/?category=${handle}`} aria-current={chosen === handle ? "page" : undefined}>
              {name}
            </Link>
          </li>
        ))}
        <li>
          <Link to="/services" aria-current={path.startsWith("/services") ? "page" : undefined}>
            {t("Services")}
          </Link>
        </li>
      </ul>
    </nav>
  )
}

function SessionEnded() {
  const ended = useCell(sessionEnded)
  const path = useCell(address)
  if (!ended) return null
  return (
    <div class="note bad" role="alert">
      <p>{t("Your session has expired. Please sign in again: your cart is safe.")}</p>
      <SignInButton to={path} />
    </div>
  )
}

function Footer() {
  const customer = useCell(session)
  const leave = () => {
    signOut()
    cart.set(undefined)
    say(t("You are signed out."))
    navigate("/")
  }
  useCell(regions)
  const codes = currencies().map((code) => [code, code] as const)
  return (
    <footer class="bottom">
      <div class="bar">
        <Select
          label={t("Language")}
          value={useCell(language)}
          options={Object.entries(LANGUAGES)}
          onChange={(chosen) => setLanguage(chosen as Language)}
        />
        <Select label={t("Currency")} value={useCell(currency)} options={codes} onChange={setCurrency} />
        <Link to="/find-order" class="foot-link">
          {t("Find an order")}
        </Link>
        {customer && (
          <button type="button" class="button quiet" onClick={leave}>
            {t("Sign out")}
          </button>
        )}
      </div>
    </footer>
  )
}

/** The one region that screen readers listen to for what has been done or gone wrong. */
function Messages() {
  const shown = useCell(message)
  return (
    <div class="messages" role="status" aria-live="polite">
      {shown && (
        <div class={`toast ${shown.kind}`}>
          <p>{shown.text}</p>
          <button type="button" onClick={hush} aria-label={t("Close")}>
            ×
          </button>
        </div>
      )}
    </div>
  )
}
