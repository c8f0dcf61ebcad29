"""A shopper's orders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, get_args

from commerce import settings
from commerce.errors import ForbiddenError, NotFoundError, NotSupportedError, UnauthorizedError
from commerce.mappers import orders as mapper
from commerce.mappers.money import DELIVERY_TOTALS_FIELDS, ORDER_LINE_TOTALS_FIELDS, TOTALS_FIELDS
from commerce.mappers.order_details import DETAIL_FIELDS, detailed_order
from commerce.mappers.rows import mapped_rows
from commerce.medusa.carts import ADDRESS_FIELDS, LINE_OPTIONS
from commerce.medusa.ownership import ORDER_OWNER_FIELDS, prove_order_owner
from commerce.medusa.transport import plugin
from commerce.medusa.transport.client import Json, Medusa
from commerce.models.common import ListOf
from commerce.models.orders import Order, OrderStatus, PaymentStatus
from commerce.paging import date_range, is_within, medusa_order, moment_of

_FIELDS = ",".join(
    [
        ORDER_OWNER_FIELDS,
        "display_id,created_at,updated_at,email,metadata",
        mapper.STATUS_FIELDS,
        TOTALS_FIELDS,
        ORDER_LINE_TOTALS_FIELDS,
        "items.id,items.title,items.subtotal,items.discount_total,items.total",
        "items.variant_id,items.variant_sku,items.product_id,items.product_title,items.product_description",
        "items.product_subtitle,items.product_type,items.thumbnail,items.created_at",
        "items.variant_title,items.product_handle,items.variant_option_values",
        LINE_OPTIONS,
        ADDRESS_FIELDS,
    ]
)
ORDER_FIELDS = ",".join(
    [
        _FIELDS,
        DELIVERY_TOTALS_FIELDS,
        "shipping_methods.id,shipping_methods.shipping_option_id,shipping_methods.name",
        "shipping_methods.description,shipping_methods.total,shipping_methods.subtotal",
        "shipping_methods.created_at",
    ]
)
"""What the mapper reads of an order, and no more."""

_WITH_DETAILS = f"{_FIELDS},{DETAIL_FIELDS}"
"""The same of an order on a page of its own."""

_LIST_FIELDS = f"{_FIELDS},*shipping_methods"
"""The same of a list's orders: with a total, shipping methods come with all their fields only."""

SORT_COLUMNS = {
    "createdAt": "created_at",
    "updatedAt": "updated_at",
    "id": "id",
    "total": "total",
    "subtotal": "item_subtotal",
}
_AMOUNTS = {"total", "item_subtotal"}
"""What Medusa computes, and so cannot sort by."""

_BY_TOTAL = {"COMPLETED", "SHIPPED", "PAID", "NOT_PAID"}

_SCAN_PAGE = 500
_AMOUNTS_PAGE = 100
_RECENT = 100
"""How many of the newest orders are read first, when only those since a date are requested."""


@dataclass(frozen=True)
class OrderFilter:
    """Which of the caller's orders, in which order; dates are inclusive.

    Of several statuses an order has one. A status that Medusa's orders never have matches none.
    """

    limit: int = 10
    offset: int = 0
    id: str | None = None
    status: Sequence[str] = ()
    payment_status: Sequence[PaymentStatus] = ()
    date_from: datetime | None = None
    date_to: datetime | None = None
    sort: str | None = None

    @property
    def order(self) -> str:
        """Medusa's value of `order`, as in ``-created_at``."""
        return medusa_order(self.sort, SORT_COLUMNS) or "-created_at"

    @property
    def amount(self) -> str | None:
        """The computed amount to sort by, None for a column in Medusa."""
        column = self.order.removeprefix("-")
        return column if column in _AMOUNTS else None

    @property
    def needs_scan(self) -> bool:
        """Whether the Store API cannot filter or sort by what is requested."""
        if not mapper.is_told_by_medusa(self.status):
            return True
        return any((self.payment_status, self.date_from, self.date_to, self.amount))

    @property
    def needs_total(self) -> bool:
        """Whether the filter depends on what an order costs: one that costs nothing is paid."""
        return bool(_BY_TOTAL & {*self.status, *self.payment_status})

    @property
    def newest_first(self) -> bool:
        """Whether no order that comes later is newer."""
        return self.order == "-created_at"

    def sorted(self, orders: list[Json]) -> list[Json]:
        """Sort orders, those of the same value by their ids; those without a value come last."""
        column, descending = self.order.removeprefix("-"), self.order.startswith("-")
        known = sorted((one for one in orders if one.get(column) is not None), key=lambda one: str(one["id"]))
        if self.amount:  # Those of two currencies are not compared.
            known.sort(key=lambda one: (str(one.get("currency_code")), one[column]), reverse=descending)
        else:
            known.sort(key=lambda one: str(one[column]), reverse=descending)
        return known + [one for one in orders if one.get(column) is None]

    def is_too_old(self, order: Json) -> bool:
        """Return whether an order is older than the requested dates, or has no date."""
        created = moment_of(order, "created_at")
        return self.date_from is not None and (created is None or created < self.date_from)

    def takes(self, order: Json) -> bool:
        """Return whether an order matches what the Store API cannot filter by."""
        with_total = self.needs_total
        if self.status and mapper.status(order, with_total=with_total) not in self.status:
            return False
        if self.payment_status:
            payment_status = mapper.payment_status(order, with_total=with_total)
            if payment_status not in self.payment_status:
                return False
        return is_within(order, "created_at", self.date_from, self.date_to)


def get_order(medusa: Medusa, order_id: str) -> Order:
    """Get an order with what became of it, its owner proven (GET /store/orders/{id}).

    Raises
    ------
    NotFoundError, UnauthorizedError, ForbiddenError
        It is not there; it belongs to a customer; it belongs to another customer.
    """
    return detailed_order(owned_order(medusa, order_id, _WITH_DETAILS), settings.store().products_base_path)


def owned_order(medusa: Medusa, order_id: str, fields: str) -> Json:
    """Read ``fields`` (which hold `ORDER_OWNER_FIELDS`) of an order and prove that the caller may see it."""
    try:
        order = medusa.get("orders", order_id, query={"fields": fields})["order"]
    except NotFoundError:
        raise NotFoundError(f"Order {order_id} was not found") from None
    return prove_order_owner(medusa, order)


def look_up(medusa: Medusa, number: int, email: str) -> Order:
    """Get a guest's order by its number and email; the bundle's plugin finds its id.

    Raises
    ------
    NotFoundError
        There is none: one call, whether it is not there, another's, or an account holder's.
    NotSupportedError
        The Medusa server lacks the bundle's plugin.
    """
    try:
        found = medusa.post("storefront", "order-lookup", body={"number": number, "email": email})
        return get_order(medusa, found["order"]["id"])
    except (NotFoundError, UnauthorizedError, ForbiddenError):
        raise NotFoundError("There is no guest's order with this number and email") from None


def shown(order: Json) -> Order:
    """Map an order as the shop shows it: the links of its lines are below the shop's own path."""
    return mapper.order(order, settings.store().products_base_path)


def list_orders(medusa: Medusa, wanted: OrderFilter) -> ListOf[Order]:
    """List the caller's own orders, newest first; ``total`` counts what matches.

    The bundle's plugin filters, sorts and cuts them in the database. An order that cannot be shown is left
    out of its page; ``total`` counts it, so that offsets hold.

    Raises
    ------
    BadRequestError
        ``sort`` names a field that cannot be sorted by.
    """
    if wanted.status and not mapper.medusa_statuses(wanted.status):
        return ListOf(data=[], total=0)
    rows, total = _from_plugin(medusa, wanted) or _from_medusa(medusa, wanted)
    return ListOf(data=mapped_rows(rows, _listed, "order"), total=total)


def _listed(order: Json) -> Order:
    return shown(mapper.without_returns(order))


def _from_plugin(medusa: Medusa, wanted: OrderFilter) -> tuple[list[Json], int] | None:
    """Read a page and the total in one request; None where the plugin is not known to have the list."""
    if not plugin.has("lists"):
        return None
    statuses = [status for status in get_args(OrderStatus) if status in wanted.status]
    query: dict[str, Any] = {
        "limit": wanted.limit,
        "offset": wanted.offset,
        "order": wanted.order,
        "status[]": statuses,
        "payment_status[]": list(dict.fromkeys(wanted.payment_status)),
    }
    query |= {"id[]": [wanted.id]} if wanted.id else {}
    query |= date_range("created_at", wanted.date_from, wanted.date_to)
    try:
        answer = medusa.get("customers", "me", "lists", "orders", query=query)
    except NotSupportedError:  # the plugin is another one by now
        return None
    return answer["orders"], answer["count"]


def _from_medusa(medusa: Medusa, wanted: OrderFilter) -> tuple[list[Json], int]:
    """Read a page and the total from GET /store/orders.

    Dates, the payment status and amounts are beyond the Store API: then the caller's orders are scanned for
    what the filter needs only, and the requested page is fetched by its ids.
    """
    query: dict[str, Any] = {}
    if wanted.id:
        query["id[]"] = [wanted.id]
    if wanted.status:
        query["status[]"] = mapper.medusa_statuses(wanted.status)
    page = None if wanted.needs_scan else _page(medusa, query, wanted)
    if page is None:
        rows = [order for order in _scan(medusa, query, wanted) if wanted.takes(order)]
        # An order placed in between shifts the pages, and another is read twice.
        ids = list(dict.fromkeys(order["id"] for order in wanted.sorted(rows)))
        page = _by_ids(medusa, ids[wanted.offset : wanted.offset + wanted.limit]), len(ids)
    return page


def _page(medusa: Medusa, query: dict[str, Any], wanted: OrderFilter) -> tuple[list[Json], int] | None:
    """Read a page as Medusa sorts it, and the orders before and after it; None when Medusa cannot cut it.

    Orders of the same moment, as after an import, are on any of two pages then, or on none.
    """
    before = 1 if wanted.offset else 0
    window = {"limit": wanted.limit + before + 1, "offset": wanted.offset - before, "order": wanted.order}
    answer = medusa.get("orders", query=query | window | {"fields": _LIST_FIELDS})
    rows, end = answer["orders"], before + wanted.limit
    edges = [rows[0:2] if before else [], rows[end - 1 : end + 1] if wanted.limit else []]
    column = wanted.order.removeprefix("-")
    if any(len(edge) == 2 and edge[0].get(column) == edge[1].get(column) for edge in edges):
        return None
    return wanted.sorted(rows[before:end]), answer["count"]


def _by_ids(medusa: Medusa, ids: list[str]) -> list[Json]:
    if not ids:
        return []
    query: dict[str, Any] = {"id[]": ids, "limit": len(ids), "fields": _LIST_FIELDS}
    found = {order["id"]: order for order in medusa.get("orders", query=query)["orders"]}
    return [found[key] for key in ids if key in found]


def _scan(medusa: Medusa, query: dict[str, Any], wanted: OrderFilter) -> list[Json]:
    """Read what the filter needs of all the caller's orders; after the first page the rest in parallel.

    Newest first, a short page is read before: it may go further back than the dates that are requested.
    """
    fields, size = f"id,created_at,updated_at,{mapper.STATUS_FIELDS}", _SCAN_PAGE
    if wanted.needs_total or wanted.amount:
        fields, size = f"{fields},total,{wanted.amount or 'total'}", _AMOUNTS_PAGE

    def page(offset: int, limit: int = size, order: str = "id") -> Json:
        window = {"limit": limit, "offset": offset, "order": order, "fields": fields}
        return medusa.get("orders", query=query | window)

    if wanted.newest_first and wanted.date_from is not None:
        recent = page(0, _RECENT, "-created_at")
        orders: list[Json] = recent["orders"]
        if recent["count"] <= _RECENT or wanted.is_too_old(orders[-1]):
            return orders
    first = page(0)
    rest = [partial(page, offset) for offset in range(size, first["count"], size)]
    answers = [first, *medusa.gather(*rest)]
    return [order for answer in answers for order in answer["orders"]]
