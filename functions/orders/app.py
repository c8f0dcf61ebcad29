"""What a shopper has bought."""

from typing import Annotated, get_args

from aws_lambda_powertools.event_handler.openapi.params import Query
from commerce.api import Api
from commerce.medusa import orders
from commerce.medusa.orders import OrderFilter
from commerce.models.common import STATUS_PATTERN, Id, ListOf
from commerce.models.orders import Order, OrderStatus, PaymentStatus
from commerce.paging import From, Limit, Offset, To, sorted_by
from pydantic import Field

_STATUSES = f"Only orders with any of these: {', '.join(get_args(OrderStatus))}. Other words find none"

api = Api("orders")
handler = api.handle

Status = Annotated[str, Field(pattern=STATUS_PATTERN)]
"""Any text: a storefront may send statuses that no order in Medusa has, such as PROCESSING."""


@api.get("/orders")
def list_orders(
    limit: Limit = 10,
    offset: Offset = 0,
    id: Annotated[Id | None, Query(description="Only the order with this id")] = None,
    status: Annotated[list[Status] | None, Query(description=_STATUSES)] = None,
    payment_status: Annotated[
        list[PaymentStatus] | None,
        Query(alias="paymentStatus", description="Only orders with any of these payment statuses"),
    ] = None,
    date_from: From = None,
    date_to: To = None,
    sort: Annotated[str | None, sorted_by(orders.SORT_COLUMNS)] = None,
) -> ListOf[Order]:
    """List orders.

    The caller's own, newest first unless `sort` is sent.
    """
    wanted = OrderFilter(limit, offset, id, status or (), payment_status or (), date_from, date_to, sort)
    return orders.list_orders(api.medusa, wanted)


@api.get("/orders/<id>")
def get_order(id: str) -> Order:
    """Get an order.

    A guest's order is open to anyone with its id; a customer's to that customer only.
    """
    return orders.get_order(api.medusa, id)
