/**
 * The cart of the currency. A guest's is known by its id, which is in localStorage so that the cart is still there
 * tomorrow: whoever has the id can use that cart, and nothing else. A customer's is looked up at the API.
 */

import { api, type Cart, type UnavailableItem, unwrap } from "./api"
import { cell } from "./cell"
import { currency, t } from "./display"
import { hasCode, isMissing } from "./errors"
import { say } from "./messages"
import { session } from "./session"

const KEY = "carts"

export const cart = cell<Cart | undefined>(undefined)

/** What a repeated order had and the new cart has not; the cart's page shows it once. */
export const leftOut = cell<UnavailableItem[]>([])

type Ids = Record<string, string>

function guestIds(): Ids {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}") as Ids
  } catch {
    return {}
  }
}

function store(ids: Ids): void {
  if (Object.keys(ids).length > 0) localStorage.setItem(KEY, JSON.stringify(ids))
  else localStorage.removeItem(KEY)
}

function forget(code: string): void {
  const { [code]: _, ...others } = guestIds()
  store(others)
}

export function show(next: Cart): Cart {
  if (!session.get()) store({ ...guestIds(), [next.currency]: next.id })
  cart.set(next)
  return next
}

/** Read the cart; none if there is none yet, or it has been ordered. */
export async function readCart(): Promise<void> {
  const code = currency.get()
  if (session.get()) await claimCarts()
  const found = await (session.get() ? newestCart(code) : guestCart(guestIds()[code]))
  if (code !== currency.get()) return
  if (found) cart.set(found)
  else endCart(code)
}

/** From the list: `GET /carts/current` is 404 without one, which browsers report as an error. */
async function newestCart(code: string): Promise<Cart | undefined> {
  const query = { limit: 10, sort: "updatedAt_DESC" } as const
  const open = unwrap(await api.GET("/carts", { params: { query } }))
  return open.data.find((one) => one.currency === code && !one.completedAt)
}

async function guestCart(id: string | undefined): Promise<Cart | undefined> {
  if (!id) return undefined
  try {
    const found = unwrap(await api.GET("/carts/{id}", { params: { path: { id } } }))
    return found.completedAt ? undefined : found
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** Begin a new cart with the next item. */
export function endCart(code = currency.get()): void {
  if (!session.get()) forget(code)
  cart.set(undefined)
}

export async function addToCart(sku: string, quantity: number): Promise<Cart> {
  const add = async (cartId: string | undefined) =>
    unwrap(await api.POST("/carts/items", { body: { sku, quantity, currency: currency.get(), cartId } }))
  try {
    return show(await add(cart.get()?.id))
  } catch (error) {
    // Ordered elsewhere, or removed by the shop.
    if (!isMissing(error) && !hasCode(error, "cart_completed")) throw error
    return show(await add(undefined))
  }
}

const pathTo = (itemId: string) => ({ cartId: cart.get()?.id ?? "", itemId })

export async function setQuantity(itemId: string, quantity: number): Promise<void> {
  const path = pathTo(itemId)
  show(unwrap(await api.PATCH("/carts/{cartId}/items/{itemId}", { params: { path }, body: { quantity } })))
}

export async function removeItem(itemId: string): Promise<void> {
  const path = pathTo(itemId)
  show(unwrap(await api.DELETE("/carts/{cartId}/items/{itemId}", { params: { path } })))
}

export async function addCode(code: string): Promise<void> {
  const path = { cartId: cart.get()?.id ?? "" }
  show(unwrap(await api.POST("/carts/{cartId}/promotions", { params: { path }, body: { code } })))
}

export async function removeCode(code: string): Promise<void> {
  const path = { cartId: cart.get()?.id ?? "", code }
  show(unwrap(await api.DELETE("/carts/{cartId}/promotions/{code}", { params: { path } })))
}

/** After sign-in the guest's carts become the customer's, one of each currency; later, if the API was away then. */
async function claimCarts(): Promise<void> {
  for (const [code, id] of Object.entries(guestIds())) {
    try {
      const claimed = unwrap(await api.POST("/carts/{id}/customer", { params: { path: { id } } }))
      const left = claimed.merged?.promotionsLeft ?? []
      if (left.length > 0) say(t("These codes no longer apply: {codes}.", { codes: left.join(", ") }), "bad")
    } catch (error) {
      // It is an order by now, or gone.
      if (!isMissing(error) && !hasCode(error, "cart_completed", "cart_paid")) throw error
    }
    forget(code)
  }
}
