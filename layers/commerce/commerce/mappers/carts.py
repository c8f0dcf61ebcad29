"""Medusa's carts into the contract's (contract: Cart)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from commerce.mappers import payments
from commerce.mappers.addresses import address
from commerce.mappers.lines import by_creation
from commerce.mappers.money import (
    amount_of,
    currency_of,
    decimal_of,
    maybe_price,
    price,
    rounded,
    totals,
)
from commerce.mappers.products import exact_slug, product_type
from commerce.models.carts import (
    Cart,
    CartItem,
    LineDiscount,
    PaymentMethod,
    Promotion,
    PromotionType,
    ShippingMethod,
)
from commerce.models.common import ListOf, Media, Price
from commerce.models.products import LineProduct
from commerce.reading import reads_medusa

MedusaJson = Mapping[str, Any]

_PROMOTION_TYPES: dict[str, PromotionType] = {
    "fixed": "FIXED_AMOUNT",
    "percentage": "PERCENTAGE",
    "free_shipping": "FREE_SHIPPING",
}

_MOST_WANTED = ("CAPTURED", "AUTHORIZED", "PENDING")


@reads_medusa
def cart(medusa: MedusaJson, *, base_path: str = "", order_id: str | None = None) -> Cart:
    """Map a cart; links of its lines are below ``base_path``, ``order_id`` is the order's that it became.

    Raises
    ------
    UpstreamError
        The cart has no currency, or Medusa left out an amount that must be shown.
    """
    currency = currency_of(medusa)
    items = [_item(item, currency, base_path) for item in by_creation(medusa.get("items"))]
    methods = [shipping_method(method, currency) for method in by_creation(medusa.get("shipping_methods"))]
    metadata = medusa.get("metadata") or {}
    session, sums = payment_session(medusa), totals(medusa, currency)
    mapped = Cart(
        id=medusa["id"],
        customer_id=medusa.get("customer_id"),
        name=text_of(metadata, "name"),
        created_at=medusa["created_at"],
        updated_at=medusa["updated_at"],
        region_id=medusa.get("region_id"),
        currency=currency,
        items=ListOf(data=items, total=len(items)),
        subtotal=sums.subtotal,
        discount_total=sums.discount,
        tax_total=sums.tax,
        shipping_total=sums.shipping,
        shipping_subtotal=sums.shipping_subtotal,
        discount_subtotal=sums.discount_subtotal,
        credit_total=sums.credit,
        total=sums.total,
        shipping_address=address(medusa.get("shipping_address")),
        billing_address=address(medusa.get("billing_address")),
        shipping_method=methods[0] if methods else None,
        shipping_methods=methods or None,
        payment_method=_payment_method(session) if session else None,
        promotions=[_promotion(entry, medusa, currency) for entry in _promotions(medusa)] or None,
        metadata=metadata,
        notes=text_of(metadata, "notes"),
        email=medusa.get("email"),
        payment_session_id=session["id"] if session else None,
        completed_at=medusa.get("completed_at") or None,
        order_id=order_id,
    )
    return mapped.model_copy(update={"version": _version(mapped)})


def _version(cart: Cart) -> str:
    """Return a hash of all that a cart shows: Medusa moves its ``updated_at`` for some changes only."""
    # Sorted, as Medusa's database returns a variant's options in any order.
    shown = json.dumps(cart.model_dump(mode="json", by_alias=True), sort_keys=True)
    return hashlib.sha256(shown.encode()).hexdigest()[:24]


@reads_medusa
def payment_session(medusa: MedusaJson) -> MedusaJson | None:
    """Find the cart's own payment session that is not over: one that is paid before a pending one."""
    live = [session for session in payment_sessions(medusa) if payments.status(session) not in payments.OVER]
    return min(live, key=lambda session: _MOST_WANTED.index(payments.status(session)), default=None)


@reads_medusa
def payment_sessions(medusa: MedusaJson) -> list[MedusaJson]:
    """Return all payment sessions of a cart."""
    sessions = (medusa.get("payment_collection") or {}).get("payment_sessions") or []
    return [session for session in sessions if session]


@reads_medusa
def shipping_method(method: MedusaJson, currency: str) -> ShippingMethod:
    """Map a cart's shipping method; its id is the shipping option's, which is what a client chose."""
    name = method.get("name") or ""
    return ShippingMethod(
        id=method.get("shipping_option_id") or method["id"],
        name=name,
        description=method.get("description") or name,
        total=price(method, "total", currency),
        subtotal=price(method, "subtotal", currency),
    )


def _payment_method(session: MedusaJson) -> PaymentMethod:
    return PaymentMethod(id=session["provider_id"], name=session["provider_id"])


def _promotions(medusa: MedusaJson) -> list[MedusaJson]:
    return sorted(
        (entry for entry in medusa.get("promotions") or [] if entry), key=lambda entry: entry["code"]
    )


def _item(item: MedusaJson, currency: str, base_path: str) -> CartItem:
    return CartItem(
        id=item["id"],
        sku=item.get("variant_sku") or item.get("variant_id") or "",
        quantity=item["quantity"],
        price=price(item, "unit_price", currency),
        subtotal=maybe_price(item, "subtotal", currency),
        discount_total=maybe_price(item, "discount_total", currency),
        discounts=_discounts(item, currency) or None,
        total=price(item, "total", currency),
        currency=currency,
        product=line_product(item, currency, base_path),
        variant_id=item.get("variant_id") or None,
        variant_title=item.get("variant_title") or None,
        options=line_options(item) or None,
        metadata=item.get("metadata") or {},
    )


@reads_medusa
def line_product(item: MedusaJson, currency: str, base_path: str = "") -> LineProduct:
    """Map the product of a line as the line itself stores it, with no look-up."""
    name = item.get("product_title") or item.get("title") or ""
    thumbnail = item.get("thumbnail")
    return LineProduct(
        id=item.get("product_id") or "",
        sku=item.get("variant_sku") or item.get("variant_id") or "",
        name=name,
        description=item.get("product_description") or "",
        short_description=item.get("product_subtitle") or "",
        variant_id=item.get("variant_id") or None,
        image=Media(url=thumbnail, alt=name) if thumbnail else None,
        price=price(item, "unit_price", currency),
        link=_line_link(item, base_path),
        type=product_type({"type": {"value": item.get("product_type")}}),
    )


def _line_link(item: MedusaJson, base_path: str) -> str:
    """Return the link to what a line holds.

    A line does not know its variant's siblings: where the SKU loses anything in the slug, another variant may
    have the same one, and the link has the variant's id.
    """
    handle, variant_id = item.get("product_handle"), item.get("variant_id")
    if not handle or not variant_id:
        return ""
    last = exact_slug({"id": variant_id, "sku": item.get("variant_sku")}) or variant_id
    return f"{base_path}/{quote(str(handle), safe='')}/{quote(str(last), safe='')}"


@reads_medusa
def line_options(item: MedusaJson) -> dict[str, str]:
    """Return what was chosen in a line, by the option's title; empty where Medusa does not return it."""
    stored = item.get("variant_option_values")
    if isinstance(stored, Mapping) and stored:
        return {str(title): str(value) for title, value in stored.items()}
    titles = {option["id"]: option["title"] for option in (item.get("product") or {}).get("options") or []}
    chosen = (item.get("variant") or {}).get("options") or []
    named = {titles.get(option.get("option_id")): option.get("value") for option in chosen}
    return {title: value for title, value in named.items() if title and value is not None}


def _discounts(item: MedusaJson, currency: str) -> list[LineDiscount]:
    return [
        LineDiscount(code=one["code"], amount=amount)
        for one in sorted(_adjustments(item), key=lambda one: str(one["code"]))
        if (amount := maybe_price(one, "total", currency))
    ]


def _taken_off(medusa: MedusaJson, code: str, currency: str) -> Price | None:
    """Return what a promotion takes off the lines and deliveries; None when Medusa does not say."""
    rows = [row for name in ("items", "shipping_methods") for row in medusa.get(name) or [] if row]
    amounts = [amount_of(one, "total") for row in rows for one in _adjustments(row) if one["code"] == code]
    known = [decimal_of(amount) for amount in amounts if amount is not None]
    if not known or len(known) < len(amounts):
        return None
    return Price(value=rounded(float(sum(known)), currency), currency=currency)


def _adjustments(row: MedusaJson) -> list[MedusaJson]:
    return [one for one in row.get("adjustments") or [] if one and one.get("code")]


def _promotion(medusa: MedusaJson, cart: MedusaJson, currency: str) -> Promotion:
    method = medusa.get("application_method") or {}
    value = method.get("value")
    return Promotion(
        id=medusa.get("id") or medusa["code"],
        code=medusa["code"],
        name=medusa["code"],
        type=_PROMOTION_TYPES.get(str(method.get("type"))),
        value=str(value) if isinstance(value, int | float) else None,
        amount=_taken_off(cart, medusa["code"], currency),
    )


def text_of(thing: MedusaJson, field: str) -> str | None:
    """Return a text from metadata; None for what is empty or no text."""
    value = thing.get(field)
    return value if isinstance(value, str) and value else None
