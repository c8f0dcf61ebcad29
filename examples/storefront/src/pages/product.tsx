import { useState } from "preact/hooks"

import { useAct } from "../act"
import { type Asset, api, type Product, unwrap } from "../api"
import { addToCart } from "../cart"
import { useCell } from "../cell"
import { country, currency, language, measure, money, optionName, type Text, t } from "../display"
import { useLoad } from "../load"
import { say } from "../messages"
import { Action, Select, Shown, SignInButton, Status } from "../parts/basics"
import { Picture } from "../picture"
import { Link, navigate, Page } from "../router"
import { session } from "../session"
import { Tiles } from "./catalogue"

type Variant = NonNullable<Product["variants"]>[number]

export function ProductPage({ handle, variant }: { handle: string; variant: string }) {
  const key = [handle, variant, useCell(currency), useCell(language)].join("|")
  const product = useLoad(key, async () => {
    const query = variant ? { variantId: variant } : {}
    return unwrap(await api.GET("/products/{id}", { params: { path: { id: handle }, query } }))
  })
  return (
    <Page title={product.data?.name ?? "…"} class="product" intro={product.data?.subtitle}>
      <Shown of={product}>
        {(data) => <Details product={data} slug={variant} isStale={product.isLoading} />}
      </Shown>
    </Page>
  )
}

interface DetailsProps {
  product: Product
  /** The variant in the page's address, which may be chosen but not loaded yet. */
  slug: string
  isStale: boolean
}

function Details({ product, slug, isStale }: DetailsProps) {
  const variants = product.variants ?? []
  const loaded = variants.find((one) => one.id === product.variantId)
  const variant = (isStale && variants.find((one) => one.slug === slug)) || loaded
  const isService = product.type === "VIRTUAL"
  return (
    <>
      <Breadcrumbs product={product} />
      <div class="product-head">
        <div class="frame">
          <Picture
            handle={product.link}
            name={product.name}
            options={Object.values(variant?.options ?? {})}
          />
        </div>
        <div class="buy">
          <p class="price big">{money(product.price)}</p>
          <p>
            <Stock product={product} />
          </p>
          <Options product={product} chosen={variant} />
          <fieldset class="plain" disabled={isStale}>
            {isService ? <BuyService product={product} /> : <AddToCart product={product} />}
          </fieldset>
          <section class="about">
            <h2>{t("About this product")}</h2>
            <p>{product.description}</p>
            <Attributes product={product} />
          </section>
        </div>
      </div>
      {product.variantId && <Related id={product.id} variantId={product.variantId} />}
    </>
  )
}

function Breadcrumbs({ product }: { product: Product }) {
  const [category] = product.categories ?? []
  if (!category) return null
  return (
    <nav aria-label={t("You are here")} class="breadcrumbs">
      {[...category.path, category].map(({ handle, name }) => (
        <Link key={handle} to={`/?category=${encodeURIComponent(handle)}`}>
          {name}
        </Link>
      ))}
    </nav>
  )
}

function Stock({ product }: { product: Product }) {
  const left = product.availableQuantity
  if (!product.inStock) return <Status good={false}>{t("Sold out")}</Status>
  if (left !== undefined && left < 10) return <Status good>{t("Only {count} left.", { count: left })}</Status>
  return <Status good>{t("In stock")}</Status>
}

function Options({ product, chosen }: { product: Product; chosen: Variant | undefined }) {
  const variants = product.variants ?? []
  const choose = (group: string, value: string) => {
    const wanted = { ...chosen?.options, [group]: value }
    const matches = (one: Variant) =>
      Object.entries(wanted).filter(([id, name]) => one.options?.[id] === name).length
    const [best] = variants
      .filter((one) => one.options?.[group] === value)
      .sort((a, b) => matches(b) - matches(a))
    const base = product.type === "VIRTUAL" ? "/services" : "/products"
    if (best) navigate(base + best.link, { replace: true })
  }
  return (
    <>
      {(product.optionGroups ?? []).map((group) => (
        <fieldset key={group.id} class="options">
          <legend>{optionName(group.title)}</legend>
          {group.values.map((value) => (
            <label key={value} class="option">
              <input
                type="radio"
                name={group.id}
                checked={chosen?.options?.[group.id] === value}
                onChange={() => choose(group.id, value)}
              />
              <span>{value}</span>
            </label>
          ))}
        </fieldset>
      ))}
    </>
  )
}

function AddToCart({ product }: { product: Product }) {
  const { act, isBusy, error } = useAct()
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget as HTMLFormElement)
    return act(async () => {
      await addToCart(product.sku, Number(form.get("quantity")))
      say(t("{name} is in your cart.", { name: product.name }))
    })
  }
  return (
    <form class="add" onSubmit={submit}>
      <div class="field narrow">
        <label for="quantity">{t("Quantity")}</label>
        <input id="quantity" name="quantity" type="number" min="1" max="9999" defaultValue="1" required />
      </div>
      <Action type="submit" class="button" isBusy={isBusy} disabled={!product.inStock}>
        {product.inStock ? t("Add to cart") : t("Sold out")}
      </Action>
      <Link to="/cart" class="button quiet">
        {t("To the cart")}
      </Link>
      {error && (
        <p class="note bad" role="alert">
          {error}
        </p>
      )}
    </form>
  )
}

/** A service is bought in one call, for a device if the customer wishes. */
function BuyService({ product }: { product: Product }) {
  const customer = useCell(session)
  const assets = useLoad(customer?.email ?? "", async () =>
    customer ? unwrap(await api.GET("/resources/assets", { params: { query: { limit: 50 } } })).data : [],
  )
  const [assetId, setAsset] = useState("")
  const { act, isBusy, error } = useAct()
  if (!customer) return <SignInButton to={`/services${product.link}`}>{t("Sign in to buy")}</SignInButton>

  const buy = () =>
    act(async () => {
      const path = { id: product.variantId ?? product.id }
      const body = assetId ? { assetId } : {}
      unwrap(await api.POST("/resources/{id}/purchase", { params: { path }, body }))
      say(t("You have bought {name}.", { name: product.name }))
      navigate("/account/services")
    })
  const choices = (assets.data ?? []).map((asset) => [asset.id, nameOf(asset)] as const)
  return (
    <div class="add">
      {choices.length > 0 && (
        <Select
          label={t("Asset")}
          value={assetId}
          options={[["", t("No device")] as const, ...choices]}
          onChange={setAsset}
        />
      )}
      <Action type="button" class="button" isBusy={isBusy} onClick={buy}>
        {t("Buy this service")}
      </Action>
      {error && (
        <p class="note bad" role="alert">
          {error}
        </p>
      )}
    </div>
  )
}

const nameOf = (asset: Asset) =>
  [asset.product?.name ?? asset.model, asset.serialNo].filter(Boolean).join(" · ")

/** Attributes that shoppers know, and how their values read; Medusa has grams and millimetres. */
const ATTRIBUTES: Record<string, [Text, (value: string) => string]> = {
  weight: ["Weight", (value) => measure(value, "gram")],
  height: ["Height", (value) => measure(value, "millimeter")],
  width: ["Width", (value) => measure(value, "millimeter")],
  length: ["Length", (value) => measure(value, "millimeter")],
  material: ["Material", (value) => value],
  origin_country: ["Made in", (value) => country(value.toUpperCase())],
}

/** Numbers for customs. */
const HIDDEN = ["hs_code", "mid_code"]

function Attributes({ product }: { product: Product }) {
  const entries = Object.entries(product.attributes ?? {}).filter(([name]) => !HIDDEN.includes(name))
  if (entries.length === 0) return null
  return (
    <dl class="facts">
      {entries.map(([name, value]) => {
        const [label, read] = ATTRIBUTES[name] ?? []
        return (
          <div key={name} class="row">
            <dt>{label ? t(label) : name.replaceAll("_", " ")}</dt>
            <dd>{read ? read(value) : value}</dd>
          </div>
        )
      })}
    </dl>
  )
}

function Related({ id, variantId }: { id: string; variantId: string }) {
  const key = [id, variantId, useCell(currency), useCell(language)].join("|")
  const related = useLoad(key, async () => {
    const params = { path: { id, variantId }, query: { limit: 4 } }
    return unwrap(await api.GET("/products/{id}/variants/{variantId}/related-products", { params }))
  })
  if (!related.data || related.data.data.length === 0) return null
  return (
    <section>
      <h2 class="section">{t("Related products")}</h2>
      <Tiles products={related.data.data} />
    </section>
  )
}
