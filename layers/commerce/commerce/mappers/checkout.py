"""Shipping options, summaries and what a cart still lacks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commerce.mappers import payments
from commerce.mappers.money import maybe_price
from commerce.models.carts import Cart, ShippingMethod
from commerce.models.checkout import CheckoutSummary, Totals
from commerce.models.common import Price

MedusaJson = Mapping[str, Any]

OPTION_FIELDS = (
    "id,name,price_type,amount,is_tax_inclusive,type.description,calculated_price.calculated_amount,"
    "calculated_price.calculated_amount_with_tax,calculated_price.calculated_amount_without_tax"
)


def shipping_option(medusa: MedusaJson, currency: str) -> ShippingMethod:
    """Map a shipping option with its price for a cart: ``subtotal`` is net, ``total`` gross."""
    calculated = medusa.get("calculated_price") or {}
    amounts = {
        "total": _first(calculated.get("calculated_amount_with_tax"), medusa.get("amount")),
        "subtotal": _first(calculated.get("calculated_amount_without_tax"), medusa.get("amount")),
    }
    name = medusa.get("name") or ""
    return ShippingMethod(
        id=medusa["id"],
        name=name,
        description=(medusa.get("type") or {}).get("description") or name,
        total=maybe_price(amounts, "total", currency),
        subtotal=maybe_price(amounts, "subtotal", currency),
    )


def missing(cart: Cart) -> list[str]:
    """Name everything that a cart lacks to become an order, in the contract's words."""
    has = {
        "items": cart.items.total > 0,
        "shippingAddress": cart.shipping_address is not None,
        "billingAddress": cart.billing_address is not None,
        "shippingMethod": cart.shipping_method is not None,
        "paymentMethod": cart.payment_method is not None,
        "email": bool(cart.email),
    }
    return [name for name, there in has.items() if not there]


def summary(cart: Cart) -> CheckoutSummary:
    """Make the summary of a cart that lacks nothing (`missing` is empty)."""
    none = Price(value=0, currency=cart.currency)
    return CheckoutSummary.model_validate(
        {
            "cart": cart,
            "shipping_address": cart.shipping_address,
            "billing_address": cart.billing_address,
            "shipping_method": cart.shipping_method,
            "payment_method": cart.payment_method,
            "totals": Totals(
                subtotal=cart.subtotal or none,
                shipping=cart.shipping_total or none,
                tax=cart.tax_total or none,
                discount=cart.discount_total or none,
                total=cart.total,
            ),
            "notes": cart.notes,
            "email": cart.email,
        }
    )


def redirect_url(session: MedusaJson | None) -> str | None:
    """Give the URL to which the cart's payment session sends the shopper, if any."""
    return payments.redirect_url(session) if session else None


def client_secret(session: MedusaJson | None) -> str | None:
    """Give the secret with which the browser goes on with the cart's payment, if any."""
    return payments.client_secret(session) if session else None


def _first(*amounts: Any) -> Any:
    return next((amount for amount in amounts if amount is not None), None)
