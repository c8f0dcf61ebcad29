"""Medusa's orders into the contract's (contract: Order)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from commerce.mappers.addresses import address
from commerce.mappers.carts import line_options, line_product, shipping_method, text_of
from commerce.mappers.lines import by_creation
from commerce.mappers.money import amount_of, currency_of, maybe_price, price, totals
from commerce.models.common import ListOf
from commerce.models.orders import Order, OrderItem, OrderStatus, PaymentStatus
from commerce.reading import reads_medusa

MedusaJson = Mapping[str, Any]

_STATUSES: dict[str, OrderStatus] = {
    "pending": "PENDING",
    "completed": "COMPLETED",
    "archived": "ARCHIVED",
    "canceled": "CANCELLED",
    "requires_action": "REQUIRES_ACTION",
}
"""Medusa's statuses of an order; a draft is no order yet, and is UNKNOWN."""

_SHIPPED = {"shipped", "partially_shipped", "delivered", "partially_delivered"}
"""Medusa's fulfilment statuses of a pending order that is on its way, or has arrived."""

_OF_PENDING: set[OrderStatus] = {"PENDING", "SHIPPED", "COMPLETED"}
"""What a pending order is shown as, by its fulfilment and payment."""

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
    "failed": "FAILED",
}
"""Medusa's statuses of an order's payment, and of a payment collection."""

STATUS_FIELDS = "status,payment_status,fulfillment_status,currency_code"
"""What `status` and `payment_status` read of an order, in addition to its total. By its currency Medusa
decides how much may be missing from a payment in full: unless it is named, that is a cent."""


@reads_medusa
def status(medusa: MedusaJson, *, with_total: bool = True) -> OrderStatus:
    """Map an order's status, by its fulfilment and payment where Medusa calls it pending.

    On its way is SHIPPED; delivered in full and paid is COMPLETED. ``with_total`` as in `payment_status`.
    """
    found = _STATUSES.get(str(medusa.get("status")), "UNKNOWN")
    fulfilment = str(medusa.get("fulfillment_status"))
    if found != "PENDING" or fulfilment not in _SHIPPED:
        return found
    is_done = fulfilment == "delivered" and payment_status(medusa, with_total=with_total) in {
        "CAPTURED",
        "PAID",
    }
    return "COMPLETED" if is_done else "SHIPPED"


@reads_medusa
def payment_status(medusa: MedusaJson, *, with_total: bool = True) -> PaymentStatus:
    """Map an order's payment status; a just placed order has it in its payment collection only.

    PAID is an order of which nothing is due; for a cancelled one a released payment is NOT_PAID, not FAILED.
    Without ``with_total`` the order's total is not read, and an unpaid order that costs nothing is NOT_PAID.

    Raises
    ------
    UpstreamError
        Medusa returned neither: it is not guessed.
    """
    theirs = medusa.get("payment_status")
    if theirs is None and ("payment_status" not in medusa or "payment_collections" in medusa):
        collections = medusa["payment_collections"] or [{"status": "not_paid"}]
        theirs = collections[-1]["status"]
    is_cancelled = medusa.get("status") == "canceled"
    if theirs == "canceled" and is_cancelled:
        return "NOT_PAID"
    if with_total and theirs == "not_paid" and amount_of(medusa, "total") == 0 and not is_cancelled:
        return "PAID"
    return _PAYMENT_STATUSES.get(str(theirs), "UNKNOWN")


def medusa_statuses(wanted: Iterable[str]) -> list[str]:
    """Return Medusa's words for the orders that may have one of some statuses; none that they never have."""
    ours = set(wanted)
    return [
        theirs
        for theirs, mapped in _STATUSES.items()
        if mapped in ours or (theirs == "pending" and ours & _OF_PENDING)
    ]


def is_told_by_medusa(wanted: Iterable[str]) -> bool:
    """Return whether Medusa's own status determines which orders have these statuses."""
    return len(set(wanted) & _OF_PENDING) in {0, len(_OF_PENDING)}


@reads_medusa
def without_returns(medusa: dict[str, Any]) -> dict[str, Any]:
    """Return an order without the way back of a return, which Medusa adds to the ways of delivery."""

    def is_of_return(method: MedusaJson) -> bool:
        return bool((method.get("detail") or {}).get("return_id"))

    methods = [entry for entry in medusa["shipping_methods"] or [] if entry and not is_of_return(entry)]
    return medusa | {"shipping_methods": methods}


@reads_medusa
def order(medusa: MedusaJson, base_path: str = "") -> Order:
    """Map an order; links of its lines are below ``base_path``.

    Raises
    ------
    UpstreamError
        It has no currency, or Medusa left out an amount that must be shown.
    """
    currency = currency_of(medusa)
    sums = totals(medusa, currency)
    items = [_item(item, currency, base_path) for item in by_creation(medusa.get("items"))]
    metadata = medusa.get("metadata") or {}
    registered = (medusa.get("customer") or {}).get("has_account") is not False
    return Order(
        id=medusa["id"],
        number=medusa.get("display_id") or None,
        customer_id=medusa.get("customer_id") if registered else None,
        created_at=medusa["created_at"],
        updated_at=medusa["updated_at"],
        total=sums.total,
        subtotal=sums.subtotal,
        shipping_total=sums.shipping,
        shipping_subtotal=sums.shipping_subtotal,
        discount_total=sums.discount,
        discount_subtotal=sums.discount_subtotal,
        credit_total=sums.credit,
        tax=sums.tax,
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


def _item(item: MedusaJson, currency: str, base_path: str) -> OrderItem:
    return OrderItem(
        id=item["id"],
        product_id=item.get("product_id") or item.get("variant_id") or "",
        quantity=item["quantity"],
        price=price(item, "unit_price", currency),
        total=price(item, "total", currency),
        subtotal=maybe_price(item, "subtotal", currency),
        discount_total=maybe_price(item, "discount_total", currency),
        unit="PCS",
        currency=currency,
        product=line_product(item, currency, base_path),
        variant_id=item.get("variant_id") or None,
        variant_title=item.get("variant_title") or None,
        options=line_options(item) or None,
    )
