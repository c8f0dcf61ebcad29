"""Medusa's carts into the contract's (contract: Cart)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commerce.mappers.addresses import address
from commerce.mappers.money import currency_of, maybe_price, price
from commerce.models.carts import (
    Cart,
    CartItem,
    PaymentMethod,
    Promotion,
    PromotionType,
    ShippingMethod,
)
from commerce.models.common import ListOf, Media
from commerce.models.products import Product
from commerce.reading import reads_medusa

MedusaJson = Mapping[str, Any]

_PROMOTION_TYPES: dict[str, PromotionType] = {
    "fixed": "FIXED_AMOUNT",
    "percentage": "PERCENTAGE",
    "free_shipping": "FREE_SHIPPING",
}

_LIVE_SESSIONS = ("authorized", "pending", "requires_more", "pending_authorization", "captured")


@reads_medusa
def cart(medusa: MedusaJson) -> Cart:
    """Map a cart.

    Raises
    ------
    MedusaFailedError
        The cart has no currency, or Medusa left out an amount that must be shown.
    """
    currency = currency_of(medusa)
    items = [_item(item, currency) for item in medusa.get("items") or []]
    methods = medusa.get("shipping_methods") or []
    metadata = medusa.get("metadata") or {}
    session = payment_session(medusa)
    return Cart(
        id=medusa["id"],
        customer_id=medusa.get("customer_id"),
        name=text_of(metadata, "name"),
        created_at=medusa["created_at"],
        updated_at=medusa["updated_at"],
        region_id=medusa.get("region_id"),
        currency=currency,
        items=ListOf(data=items, total=len(items)),
        subtotal=maybe_price(medusa, "item_subtotal", currency),
        discount_total=maybe_price(medusa, "discount_total", currency),
        tax_total=maybe_price(medusa, "tax_total", currency),
        shipping_total=maybe_price(medusa, "shipping_total", currency),
        total=price(medusa, "total", currency),
        shipping_address=address(medusa.get("shipping_address")),
        billing_address=address(medusa.get("billing_address")),
        shipping_method=shipping_method(methods[0], currency) if methods else None,
        payment_method=_payment_method(session) if session else None,
        promotions=[_promotion(entry) for entry in medusa.get("promotions") or [] if entry] or None,
        metadata=metadata,
        notes=text_of(metadata, "notes"),
        email=medusa.get("email"),
        payment_session_id=session["id"] if session else None,
    )


@reads_medusa
def payment_session(medusa: MedusaJson) -> MedusaJson | None:
    """Find the cart's own live payment session: an authorized one before a pending one."""
    sessions = (medusa.get("payment_collection") or {}).get("payment_sessions") or []
    live = [session for session in sessions if session and session.get("status") in _LIVE_SESSIONS]
    return min(live, key=lambda session: _LIVE_SESSIONS.index(session["status"]), default=None)


@reads_medusa
def shipping_method(method: MedusaJson, currency: str) -> ShippingMethod:
    """Map a cart's shipping method; its id is the shipping option's, which is what a client chose."""
    name = method.get("name") or ""
    return ShippingMethod(
        id=method.get("shipping_option_id") or method["id"],
        name=name,
        description=method.get("description") or name,
        total=maybe_price(method, "total", currency),
        subtotal=maybe_price(method, "subtotal", currency),
    )


def _payment_method(session: MedusaJson) -> PaymentMethod:
    return PaymentMethod(id=session["provider_id"], name=session["provider_id"])


def _item(item: MedusaJson, currency: str) -> CartItem:
    return CartItem(
        id=item["id"],
        sku=item.get("variant_sku") or item.get("variant_id") or "",
        quantity=item["quantity"],
        price=price(item, "unit_price", currency),
        subtotal=maybe_price(item, "subtotal", currency),
        discount_total=maybe_price(item, "discount_total", currency),
        total=price(item, "total", currency),
        currency=currency,
        product=line_product(item, currency),
        metadata=item.get("metadata") or {},
    )


@reads_medusa
def line_product(item: MedusaJson, currency: str) -> Product:
    """Map the product of a line as the line itself remembers it, with no look-up."""
    name = item.get("product_title") or item.get("title") or ""
    thumbnail = item.get("thumbnail")
    return Product(
        id=item.get("product_id") or "",
        sku=item.get("variant_sku") or item.get("variant_id") or "",
        name=name,
        description=item.get("product_description") or "",
        short_description=item.get("product_subtitle") or "",
        image=Media(url=thumbnail, alt=name) if thumbnail else None,
        price=price(item, "unit_price", currency),
        link="",
        type="PHYSICAL",
        category="",
    )


def _promotion(medusa: MedusaJson) -> Promotion:
    method = medusa.get("application_method") or {}
    value = method.get("value")
    return Promotion(
        id=medusa.get("id") or medusa["code"],
        code=medusa["code"],
        name=medusa["code"],
        type=_PROMOTION_TYPES.get(str(method.get("type"))),
        value=str(value) if isinstance(value, int | float) else None,
    )


def text_of(thing: MedusaJson, field: str) -> str | None:
    """Give a text that is kept in metadata; None for what is empty or no text."""
    value = thing.get(field)
    return value if isinstance(value, str) and value else None
