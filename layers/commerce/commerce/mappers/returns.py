"""Medusa's returns into the contract's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commerce.mappers.lines import by_creation
from commerce.models.returns import Return, ReturnItem, ReturnReason, ReturnStatus
from commerce.reading import reads_medusa

MedusaJson = Mapping[str, Any]

RETURN_FIELDS = "*returns,*returns.items"
"""What `a_return` reads of an order's returns: of nested items Medusa returns only the first column that is
named."""

_STATUSES: dict[str, ReturnStatus] = {
    "open": "OPEN",
    "requested": "REQUESTED",
    "partially_received": "PARTIALLY_RECEIVED",
    "received": "RECEIVED",
    "canceled": "CANCELLED",
}


@reads_medusa
def returns(order: MedusaJson) -> list[Return] | None:
    """Map an order's returns, the first one first; None when Medusa does not say."""
    found = order.get("returns")
    return None if found is None else [a_return(entry, order["id"]) for entry in by_creation(found)]


@reads_medusa
def a_return(medusa: MedusaJson, order_id: str) -> Return:
    """Map a return of an order."""
    return Return(
        id=medusa["id"],
        order_id=order_id,
        number=medusa["display_id"] or None,
        status=_STATUSES.get(str(medusa["status"]), "UNKNOWN"),
        created_at=medusa["created_at"],
        received_at=medusa["received_at"] or None,
        cancelled_at=medusa["canceled_at"] or None,
        items=[_item(item) for item in medusa["items"] or []],
    )


def _item(item: MedusaJson) -> ReturnItem:
    return ReturnItem(
        item_id=item["item_id"],
        quantity=item["quantity"],
        received_quantity=(item["received_quantity"] or 0) + (item.get("damaged_quantity") or 0),
        reason_id=item.get("reason_id") or None,
        note=item.get("note") or None,
    )


@reads_medusa
def return_reason(medusa: MedusaJson) -> ReturnReason:
    """Map a reason for a return."""
    return ReturnReason(id=medusa["id"], label=medusa["label"], description=medusa.get("description") or None)


@reads_medusa
def returnable(item: MedusaJson) -> int | float:
    """Return how many pieces of an order's line can still be returned: sent, and in no return yet.

    Medusa counts a piece that has come back as one that can be returned.
    """
    detail = item["detail"]
    counted = [
        detail.get(f"return_{state}_quantity") or 0 for state in ("requested", "received", "dismissed")
    ]
    left: int | float = (detail["fulfilled_quantity"] or 0) - sum(counted)
    return max(left, 0)
