"""What a shopper has bought."""

from http import HTTPStatus
from typing import Annotated, get_args

from aws_lambda_powertools.event_handler.openapi.params import Query
from commerce.api import Api
from commerce.medusa import order_returns, order_transfers, orders, reorders, replays
from commerce.medusa.orders import OrderFilter
from commerce.models.carts import ShippingMethod
from commerce.models.common import STATUS_PATTERN, Email, Id, ListOf
from commerce.models.orders import Order, OrderStatus, PaymentStatus, Reordered
from commerce.models.returns import (
    AnswerTransfer,
    CreateReturn,
    RequestTransfer,
    Return,
    ReturnReason,
    Transfer,
)
from commerce.paging import WHOLE_NUMBER, From, Limit, Offset, To, sorted_by
from pydantic import Field

_STATUSES = f"Only orders with any of these: {', '.join(get_args(OrderStatus))}. Other words find none"

api = Api("orders", prove_replay=replays.prove_order_owner_again)
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


@api.get("/orders/lookup")
def look_up_order(
    number: Annotated[
        int,
        Field(ge=1, le=2**31 - 1),
        WHOLE_NUMBER,
        Query(description="Number of the order, as in its `number`"),
    ],
    email: Annotated[Email, Query(description="The email that it was placed with")],
) -> Order:
    """Find a guest's order.

    By its number and email, in any case. 404 if there is none, and for every order of an account.
    """
    return orders.look_up(api.medusa, number, email)


@api.get("/orders/<id>")
def get_order(id: str) -> Order:
    """Get an order.

    A guest's order is open to anyone with its id; a customer's to that customer only.
    """
    return orders.get_order(api.medusa, id)


@api.post("/orders/<id>/reorder", status_code=HTTPStatus.CREATED)
def reorder(id: str) -> Reordered:
    """Buy an order again.

    A new cart with what can still be bought, at today's prices; `unavailable` names the rest, and why.
    """
    return reorders.reorder(api.medusa, id)


@api.get("/return-reasons")
def list_return_reasons() -> ListOf[ReturnReason]:
    """List reasons for a return.

    Those that can be chosen.
    """
    return order_returns.list_reasons(api.medusa)


@api.get("/orders/<id>/return-options")
def return_options(id: str) -> ListOf[ShippingMethod]:
    """List return options.

    How the order can be sent back. `total` is left out, as its tax is not known before.
    """
    return order_returns.return_options(api.medusa, id)


@api.get("/orders/<id>/returns")
def list_returns(id: str) -> ListOf[Return]:
    """List returns.

    What was sent back of the order, the first return first.
    """
    return order_returns.list_returns(api.medusa, id)


@api.post("/orders/<id>/returns", status_code=HTTPStatus.CREATED)
def create_return(id: str, body: CreateReturn) -> Return:
    """Request a return.

    Of what was sent and is in no return yet: `returnableQuantity` of each line.
    """
    return order_returns.create_return(api.medusa, id, body)


@api.post("/orders/<id>/transfer")
def request_transfer(id: str, body: RequestTransfer | None = None) -> Transfer:
    """Ask for a guest's order.

    The shop mails a token to the order's email; the order is the caller's once it is accepted.
    """
    return order_transfers.request_transfer(api.medusa, id, body or RequestTransfer())


@api.post("/orders/<id>/transfer/accept")
def accept_transfer(id: str, body: AnswerTransfer) -> Transfer:
    """Accept a transfer.

    With the token of the mail. From then on only the customer can open the order.
    """
    return order_transfers.accept_transfer(api.medusa, id, body.token)


@api.post("/orders/<id>/transfer/decline")
def decline_transfer(id: str, body: AnswerTransfer) -> Transfer:
    """Decline a transfer.

    With the token of the mail. The order stays as it is.
    """
    return order_transfers.decline_transfer(api.medusa, id, body.token)
