"""What a shopper has bought: routes 28 and 29 of the contract."""

from typing import Annotated, get_args

from aws_lambda_powertools.event_handler.openapi.params import Query
from commerce.api import Api
from commerce.medusa import orders
from commerce.medusa.orders import OrderFilter
from commerce.models.common import Id, ListOf
from commerce.models.orders import Order, OrderStatus, PaymentStatus
from commerce.paging import From, Limit, Offset, Sort, To
from pydantic import Field

_STATUSES = f"Any of several; an order has one of {', '.join(get_args(OrderStatus))}, other words find none"

api = Api("orders")
handler = api.handle

Status = Annotated[str, Field(pattern=r"^[A-Z][A-Z_]{0,39}$")]
"""Any word: a storefront has some of its own, such as PROCESSING, that no order of Medusa's has."""


@api.get("/orders")
def list_orders(
    limit: Limit = 10,
    offset: Offset = 0,
    id: Annotated[Id | None, Query()] = None,
    status: Annotated[list[Status] | None, Query(description=_STATUSES)] = None,
    payment_status: Annotated[list[PaymentStatus] | None, Query(alias="paymentStatus")] = None,
    date_from: From = None,
    date_to: To = None,
    sort: Sort = None,
) -> ListOf[Order]:
    """List the caller's orders (route 28)."""
    wanted = OrderFilter(limit, offset, id, status or (), payment_status or (), date_from, date_to, sort)
    return orders.list_orders(api.medusa, wanted)


@api.get("/orders/<id>")
def get_order(id: str) -> Order:
    """Get an order (route 29)."""
    return orders.get_order(api.medusa, id)
