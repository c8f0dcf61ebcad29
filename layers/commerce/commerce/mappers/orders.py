"""Medusa's orders into the contract's (contract: Order)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from commerce.mappers.addresses import address
from commerce.mappers.carts import line_product, shipping_method, text_of
from commerce.mappers.lines import by_creation
from commerce.mappers.money import currency_of, maybe_price, price
from commerce.models.common import ListOf
from commerce.models.orders import Order, OrderItem, OrderStatus, PaymentStatus

MedusaJson = Mapping[str, Any]

_STATUSES: dict[str, OrderStatus] = {
    "pending": "PENDING",
    "completed": "COMPLETED",
    "archived": "ARCHIVED",
    "canceled": "CANCELLED",
    "requires_action": "REQUIRES_ACTION",
}

_PAYMENT_STATUSES: dict[str, PaymentStatus] = {
    "awaiting": "PENDING",
    "authorized": "PENDING",
    "partially_authorized": "PENDING",
    "partially_captured": "PENDING",
    "not_paid": "NOT_PAID",
    "captured": "CAPTURED",
    "completed": "CAPTURED",
    "partially_refunded": "PARTIALLY_REFUNDED",
    "refunded": "REFUNDED",
    "requires_action": "REQUIRES_ACTION",
    "canceled": "FAILED",
}


def status(medusa: MedusaJson) -> OrderStatus:
    """Map an order's status."""
    return _STATUSES.get(str(medusa.get("status")), "UNKNOWN")


def payment_status(medusa: MedusaJson) -> PaymentStatus:
    """Map an order's payment status; a just placed order has it in its payment collection alone."""
    collections = medusa.get("payment_collections") or [{}]
    theirs = medusa.get("payment_status") or collections[-1].get("status")
    return _PAYMENT_STATUSES.get(str(theirs), "UNKNOWN")


def medusa_statuses(wanted: Iterable[str]) -> list[str]:
    """Return Medusa's words for some statuses, without those that its orders never have."""
    return [theirs for theirs, ours in _STATUSES.items() if ours in set(wanted)]


def order(medusa: MedusaJson) -> Order:
    """Map an order.

    Raises
    ------
    MedusaFailedError
        It has no currency, or Medusa left out an amount that must be shown.
    """
    currency = currency_of(medusa)
    items = [_item(item, currency) for item in by_creation(medusa.get("items"))]
    metadata = medusa.get("metadata") or {}
    registered = (medusa.get("customer") or {}).get("has_account") is not False
    return Order(
        id=medusa["id"],
        customer_id=medusa.get("customer_id") if registered else None,
        created_at=medusa["created_at"],
        updated_at=medusa["updated_at"],
        total=price(medusa, "total", currency),
        subtotal=maybe_price(medusa, "item_subtotal", currency),
        shipping_total=maybe_price(medusa, "shipping_total", currency),
        shipping_subtotal=maybe_price(medusa, "shipping_subtotal", currency),
        discount_total=maybe_price(medusa, "discount_total", currency),
        tax=maybe_price(medusa, "tax_total", currency),
        currency=currency,
        payment_status=payment_status(medusa),
        status=status(medusa),
        items=ListOf(data=items, total=len(items)),
        shipping_address=address(medusa.get("shipping_address")),
        billing_address=address(medusa.get("billing_address")),
        shipping_methods=[
            shipping_method(method, currency) for method in by_creation(medusa.get("shipping_methods"))
        ],
        customer_comment=text_of(metadata, "notes"),
        email=medusa.get("email"),
    )


def _item(item: MedusaJson, currency: str) -> OrderItem:
    return OrderItem(
        id=item["id"],
        product_id=item.get("product_id") or item.get("variant_id") or "",
        quantity=item["quantity"],
        price=price(item, "unit_price", currency),
        total=maybe_price(item, "total", currency),
        subtotal=maybe_price(item, "subtotal", currency),
        discount_total=maybe_price(item, "discount_total", currency),
        unit="PCS",
        currency=currency,
        product=line_product(item, currency),
    )
