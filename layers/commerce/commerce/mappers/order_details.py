"""What became of an order: parcels, returns, and money that was given back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from commerce.mappers import orders
from commerce.mappers.lines import by_creation
from commerce.mappers.money import decimal_of, price, rounded
from commerce.mappers.returns import RETURN_FIELDS, returnable, returns
from commerce.models.common import ListOf, Price
from commerce.models.orders import (
    CreditLine,
    Fulfilment,
    FulfilmentStatus,
    LineQuantity,
    Order,
    Refund,
    Tracking,
)
from commerce.reading import reads_medusa

MedusaJson = Mapping[str, Any]

RETURNABLE_FIELDS = "items.detail.fulfilled_quantity,items.detail.return_requested_quantity"
"""What `returnable` reads of a line, in addition to what totals need."""

DETAIL_FIELDS = ",".join(
    [
        RETURNABLE_FIELDS,
        "fulfillments.id,fulfillments.created_at,fulfillments.packed_at,fulfillments.shipped_at",
        "fulfillments.delivered_at,fulfillments.canceled_at",
        "fulfillments.items.line_item_id,fulfillments.items.quantity",
        "fulfillments.labels.tracking_number,fulfillments.labels.tracking_url",
        "payment_collections.payments.refunds.id,payment_collections.payments.refunds.amount",
        "payment_collections.payments.refunds.created_at",
        "*credit_lines,*shipping_methods,shipping_methods.total,shipping_methods.subtotal",
        RETURN_FIELDS,
    ]
)
"""What `detailed_order` reads of an order, in addition to what an order of a list has. Medusa from 2.21 on
returns parcels, refunds and returns only with the bundle's plugin."""

_WEB = re.compile(r"https?://[^\s\\]+", re.I)


@reads_medusa
def detailed_order(medusa: dict[str, Any], base_path: str = "") -> Order:
    """Map an order with what became of it; what Medusa does not say is left out."""
    order = orders.order(orders.without_returns(medusa), base_path)
    left = {item["id"]: returnable(item) for item in medusa["items"] or [] if item and item.get("detail")}
    items = [item.model_copy(update={"returnable_quantity": left.get(item.id)}) for item in order.items.data]
    refunds = _refunds(medusa, order.currency)
    total = sum((decimal_of(refund.amount.value) for refund in refunds or []), Decimal(0))
    details = {
        "items": ListOf(data=items, total=order.items.total),
        "fulfilments": [_fulfilment(entry) for entry in by_creation(medusa["fulfillments"])],
        "returns": returns(medusa),
        "refunds": refunds,
        "refunded_total": None
        if refunds is None
        else Price(value=rounded(float(total), order.currency), currency=order.currency),
        "credit_lines": [
            CreditLine(id=line["id"], amount=price(line, "amount", order.currency))
            for line in by_creation(medusa["credit_lines"])
        ],
    }
    return order.model_copy(update=details)


def _fulfilment(medusa: MedusaJson) -> Fulfilment:
    items, labels = medusa.get("items"), medusa.get("labels")
    return Fulfilment(
        id=medusa["id"],
        status=_status(medusa),
        packed_at=medusa["packed_at"] or None,
        shipped_at=medusa["shipped_at"] or None,
        delivered_at=medusa["delivered_at"] or None,
        cancelled_at=medusa["canceled_at"] or None,
        items=None
        if items is None
        else [LineQuantity(item_id=item["line_item_id"], quantity=item["quantity"]) for item in items],
        tracking=None
        if labels is None
        else [_tracking(label) for label in labels if label["tracking_number"]],
    )


def _status(medusa: MedusaJson) -> FulfilmentStatus:
    if medusa["canceled_at"]:
        return "CANCELLED"
    if medusa["delivered_at"]:
        return "DELIVERED"
    return "SHIPPED" if medusa["shipped_at"] else "PACKED"


def _tracking(label: MedusaJson) -> Tracking:
    """Map a label; Medusa's admin stores ``#`` where no URL was entered."""
    url = label["tracking_url"]
    is_web = isinstance(url, str) and _WEB.fullmatch(url)
    return Tracking(number=label["tracking_number"], url=url if is_web else None)


def _refunds(medusa: MedusaJson, currency: str) -> list[Refund] | None:
    collections = [entry for entry in medusa["payment_collections"] or [] if entry]
    if any("payments" not in entry for entry in collections):
        return None
    payments = [payment for entry in collections for payment in entry["payments"] or [] if payment]
    if any("refunds" not in payment for payment in payments):
        return None
    return [
        Refund(id=refund["id"], amount=price(refund, "amount", currency), created_at=refund["created_at"])
        for refund in by_creation([refund for payment in payments for refund in payment["refunds"] or []])
    ]
