import type { ComponentChildren } from "preact"
import { useEffect } from "preact/hooks"

import { cart, readCart } from "./cart"
import { useCell } from "./cell"
import { currency, t, useLanguage } from "./display"
import { explain } from "./errors"
import { say } from "./messages"
import { Orders } from "./pages/account"
import { Addresses } from "./pages/addresses"
import { PaymentReturn, SignedIn, SignIn, Thanks } from "./pages/after"
import { CartPage } from "./pages/cart"
import { Catalogue } from "./pages/catalogue"
import { Checkout } from "./pages/checkout"
import { Devices } from "./pages/devices"
import { FindOrder } from "./pages/find-order"
import { OrderPage } from "./pages/order"
import { Services } from "./pages/own-services"
import { ProductPage } from "./pages/product"
import { Profile } from "./pages/profile"
import { ServiceCatalogue } from "./pages/services"
import { TransferPage } from "./pages/transfer"
import { Layout } from "./parts/layout"
import { loadReference } from "./reference"
import { address, Link, Page } from "./router"
import { session } from "./session"

type Route = [pattern: RegExp, page: (...parts: string[]) => ComponentChildren]

const ROUTES: Route[] = [
  [/^\/$/, () => <Catalogue />],
  [
    /^\/(?:products|services)\/([^/]+)(?:\/([^/]+))?$/,
    (handle = "", variant = "") => <ProductPage handle={handle} variant={variant} />,
  ],
  [/^\/services$/, () => <ServiceCatalogue />],
  [/^\/cart$/, () => <CartPage />],
  [/^\/checkout$/, () => <Checkout />],
  [/^\/checkout\/return$/, () => <PaymentReturn />],
  [/^\/thanks$/, () => <Thanks />],
  [/^\/sign-in$/, () => <SignIn />],
  [/^\/signed-in$/, () => <SignedIn />],
  [/^\/find-order$/, () => <FindOrder />],
  [/^\/transfer$/, () => <TransferPage />],
  [/^\/account$/, () => <Orders />],
  [/^\/account\/orders\/([^/]+)$/, (id = "") => <OrderPage id={id} />],
  [/^\/account\/addresses$/, () => <Addresses />],
  [/^\/account\/profile$/, () => <Profile />],
  [/^\/account\/assets$/, () => <Devices />],
  [/^\/account\/services$/, () => <Services />],
]

export function App() {
  const path = useCell(address).split("?")[0] ?? "/"
  const code = useCell(currency)
  const chosen = useLanguage()
  // biome-ignore lint/correctness/useExhaustiveDependencies: tried again at the next page, in the chosen language
  useEffect(() => {
    // The page itself says when the API is away.
    loadReference().catch(() => {})
  }, [chosen, path])
  useEffect(() => {
    // The page after sign-in reads the cart itself, once it is the customer's.
    if (location.pathname === "/signed-in") return
    if (cart.get()?.currency !== code) cart.set(undefined)
    readCart().catch((error: unknown) => say(explain(error), "bad"))
  }, [code])
  useEffect(() => session.subscribe(() => session.get() || cart.set(undefined)), [])
  return <Layout>{pageAt(path)}</Layout>
}

function pageAt(path: string): ComponentChildren {
  for (const [pattern, page] of ROUTES) {
    const match = pattern.exec(path)
    if (match) return page(...match.slice(1).map(decode))
  }
  return (
    <Page title={t("Page not found")}>
      <Link to="/" class="button">
        {t("Back to the shop")}
      </Link>
    </Page>
  )
}

/** The API's links have handles encoded. */
function decode(part: string | undefined): string {
  try {
    return decodeURIComponent(part ?? "")
  } catch {
    return part ?? ""
  }
}
