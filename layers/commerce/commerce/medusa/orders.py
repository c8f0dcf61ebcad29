"""Routes 28 and 29: what a shopper has bought."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from commerce.errors import NotFoundError
from commerce.mappers import orders as mapper
from commerce.medusa.carts import ADDRESS_FIELDS
from commerce.medusa.client import Json, Medusa
from commerce.medusa.customers import prove_order_owner
from commerce.models.common import ListOf
from commerce.models.orders import Order, OrderStatus, PaymentStatus
from commerce.paging import medusa_order
from commerce.reading import reads_medusa

_FIELDS = ",".join(
    [
        "id,customer_id,cart.id",
        "created_at,updated_at,currency_code,email,status,payment_status,metadata",
        "item_subtotal,shipping_total,shipping_subtotal,discount_total,tax_total,total",
        "items.id,items.title,items.quantity,items.unit_price,items.subtotal,items.discount_total,items.total",
        "items.variant_id,items.variant_sku,items.product_id,items.product_title,items.product_description",
        "items.product_subtitle,items.thumbnail",
        ADDRESS_FIELDS,
    ]
)
ORDER_FIELDS = ",".join(
    [
        _FIELDS,
        "shipping_methods.id,shipping_methods.shipping_option_id,shipping_methods.name",
        "shipping_methods.description,shipping_methods.total,shipping_methods.subtotal",
    ]
)
"""What the mapper reads of an order, and no more."""

_LIST_FIELDS = f"{_FIELDS},*shipping_methods"
"""The same of a list's orders: there, beside a total, shipping methods come only whole."""

SORT_COLUMNS = {"createdAt": "created_at", "updatedAt": "updated_at"}

_SCAN_PAGE = 500
_RECENT = 100
"""How many of the newest orders are looked at first, when only those since a date are asked for."""


@dataclass(frozen=True)
class OrderFilter:
    """Which of the caller's orders, in which order (query of route 28); dates are inclusive."""

    limit: int = 10
    offset: int = 0
    id: str | None = None
    status: OrderStatus | None = None
    payment_status: PaymentStatus | None = None
    date_from: datetime | None = None
    date_to: datetime | None = None
    sort: str | None = None

    @property
    def needs_scan(self) -> bool:
        """Whether the Store API cannot filter by what is asked."""
        return any((self.payment_status, self.date_from, self.date_to))

    @property
    def newest_first(self) -> bool:
        """Whether no order that comes later is newer."""
        return self.sort in {None, "createdAt_DESC"}

    def is_too_old(self, order: Json) -> bool:
        """Tell whether an order was made before the dates that are asked for."""
        return self.date_from is not None and _created(order) < self.date_from

    def takes(self, order: Json) -> bool:
        """Tell whether an order fits what the Store API cannot filter by."""
        if self.is_too_old(order) or (self.date_to and _created(order) > self.date_to):
            return False
        return self.payment_status in {None, mapper.payment_status(order)}


def get_order(medusa: Medusa, order_id: str) -> Order:
    """Get an order, its owner proven (GET /store/orders/{id}).

    Raises
    ------
    NotFoundError, UnauthorizedError, ForbiddenError
        It is not there; it belongs to a customer; it belongs to another customer.
    """
    try:
        order = medusa.get("orders", order_id, query={"fields": ORDER_FIELDS})["order"]
    except NotFoundError:
        raise NotFoundError(f"Order {order_id} was not found") from None
    return mapper.order(prove_order_owner(medusa, order))


def list_orders(medusa: Medusa, wanted: OrderFilter) -> ListOf[Order]:
    """List the caller's own orders (GET /store/orders), newest first; ``total`` counts what matches.

    Dates and the payment status are beyond the Store API: then the caller's orders are looked through by what
    the filter needs alone, and the page that is asked for is fetched by its ids.

    Raises
    ------
    BadRequestError
        ``sort`` names a field that Medusa cannot sort by.
    """
    query: dict[str, Any] = {"order": medusa_order(wanted.sort, SORT_COLUMNS) or "-created_at"}
    if wanted.id:
        query["id[]"] = [wanted.id]
    if wanted.status:
        status = mapper.medusa_status(wanted.status)
        if status is None:
            return ListOf(data=[], total=0)
        query["status[]"] = [status]
    if not wanted.needs_scan:
        page = {"limit": wanted.limit, "offset": wanted.offset, "fields": _LIST_FIELDS}
        answer = medusa.get("orders", query=query | page)
        return ListOf(data=[mapper.order(order) for order in answer["orders"]], total=answer["count"])
    # An order that is placed meanwhile shifts the pages, and another is seen twice.
    ids = list(dict.fromkeys(order["id"] for order in _scan(medusa, query, wanted) if wanted.takes(order)))
    chosen = ids[wanted.offset : wanted.offset + wanted.limit]
    if not chosen:
        return ListOf(data=[], total=len(ids))
    page = {"id[]": chosen, "limit": len(chosen), "fields": _LIST_FIELDS}
    found = {order["id"]: order for order in medusa.get("orders", query=query | page)["orders"]}
    return ListOf(data=[mapper.order(found[key]) for key in chosen if key in found], total=len(ids))


def _scan(medusa: Medusa, query: dict[str, Any], wanted: OrderFilter) -> list[Json]:
    """Read what the filter needs of all the caller's orders; after the first page the rest side by side.

    Newest first, a short page is read before: it may go further back than the dates that are asked for.
    """

    def page(offset: int, limit: int = _SCAN_PAGE) -> Json:
        window = {"limit": limit, "offset": offset, "fields": "id,created_at,payment_status"}
        return medusa.get("orders", query=query | window)

    is_recent = wanted.newest_first and wanted.date_from is not None
    size = _RECENT if is_recent else _SCAN_PAGE
    first = page(0, size)
    orders: list[Json] = first["orders"]
    if is_recent and orders and wanted.is_too_old(orders[-1]):
        return orders
    rest = [partial(page, offset) for offset in range(size, first["count"], _SCAN_PAGE)]
    return orders + [order for answer in medusa.side_by_side(*rest) for order in answer["orders"]]


@reads_medusa
def _created(order: Json) -> datetime:
    return datetime.fromisoformat(order["created_at"]).astimezone(UTC)
