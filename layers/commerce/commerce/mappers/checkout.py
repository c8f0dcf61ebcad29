"""Shipping options, summaries and what a cart still lacks."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from commerce.mappers import payments
from commerce.mappers.money import amount_of
from commerce.models.carts import Cart, ShippingMethod
from commerce.models.checkout import CheckoutSummary, Totals
from commerce.models.common import Price
from commerce.reading import reads_medusa

MedusaJson = Mapping[str, Any]

TAX_FIELDS = "shipping_methods.tax_lines.rate,items.tax_lines.rate"
"""What `shipping_tax_rate` reads of a cart."""


@reads_medusa
def shipping_tax_rate(cart: MedusaJson) -> float | None:
    """Tell the tax on a cart's delivery, in per cent; None when the cart does not tell.

    Medusa gives shipping options net and says their tax only once one is chosen. So: the rate of the method
    that the cart has, else that of its items when they all have the same.
    """
    methods = cart.get("shipping_methods") or []
    rates = {
        sum(float(line.get("rate") or 0) for line in entry.get("tax_lines") or [])
        for entry in (methods[:1] or cart.get("items") or [])
    }
    return rates.pop() if len(rates) == 1 else None


@reads_medusa
def shipping_option(medusa: MedusaJson, currency: str, tax_rate: float | None) -> ShippingMethod:
    """Map a shipping option with its price for a cart: ``subtotal`` is net, ``total`` gross.

    Either is left out when it cannot be told.
    """
    name = medusa.get("name") or ""
    net, gross = _net_and_gross(medusa, tax_rate)
    return ShippingMethod(
        id=medusa["id"],
        name=name,
        description=(medusa.get("type") or {}).get("description") or name,
        total=None if gross is None else Price(value=gross, currency=currency),
        subtotal=None if net is None else Price(value=net, currency=currency),
    )


def _net_and_gross(option: MedusaJson, tax_rate: float | None) -> tuple[float | None, float | None]:
    amount = amount_of(option, "amount")
    if amount is None:
        return None, None
    with_tax = bool(option.get("is_tax_inclusive"))
    if tax_rate is None:
        return (None, amount) if with_tax else (amount, None)
    # Decimal on the amounts as written, so that 10 at 19 % is 11.9 and not 11.899999999999999.
    factor = 1 + Decimal(str(tax_rate)) / 100
    exact = Decimal(str(amount))
    return (float(exact / factor), amount) if with_tax else (amount, float(exact * factor))


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


@reads_medusa
def redirect_url(session: MedusaJson | None) -> str | None:
    """Give the URL to which the cart's payment session sends the shopper, if any."""
    return payments.redirect_url(session) if session else None


@reads_medusa
def client_secret(session: MedusaJson | None) -> str | None:
    """Give the secret with which the browser goes on with the cart's payment, if any."""
    return payments.client_secret(session) if session else None
