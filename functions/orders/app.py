"""What a shopper has bought: routes 28 and 29 of the contract."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from commerce.api import Api
from commerce.medusa import orders
from commerce.medusa.orders import OrderFilter
from commerce.models.common import Id, ListOf
from commerce.models.orders import Order, OrderStatus, PaymentStatus
from commerce.paging import From, Limit, Offset, Sort, To

api = Api("orders")
handler = api.handle


@api.get("/orders")
def list_orders(
    limit: Limit = 10,
    offset: Offset = 0,
    id: Annotated[Id | None, Query()] = None,
    status: Annotated[OrderStatus | None, Query()] = None,
    payment_status: Annotated[PaymentStatus | None, Query(alias="paymentStatus")] = None,
    date_from: From = None,
    date_to: To = None,
    sort: Sort = None,
) -> ListOf[Order]:
    """List the caller's orders (route 28)."""
    wanted = OrderFilter(limit, offset, id, status, payment_status, date_from, date_to, sort)
    return orders.list_orders(api.medusa, wanted)


@api.get("/orders/<id>")
def get_order(id: str) -> Order:
    """Get an order (route 29)."""
    return orders.get_order(api.medusa, id)
