"""A guest's order becomes a customer's, when the one who placed it agrees.

Medusa makes a token, and the shop mails it to the order's email. Who has it decides.
"""

from __future__ import annotations

from typing import Literal

from commerce.errors import ConflictError, NotFoundError, UnauthorizedError
from commerce.medusa.orders import owned_order
from commerce.medusa.ownership import ORDER_OWNER_FIELDS
from commerce.medusa.transport.client import Medusa
from commerce.models.returns import RequestTransfer, Transfer

_QUERY = {"fields": "id"}


def request_transfer(medusa: Medusa, order_id: str, wanted: RequestTransfer) -> Transfer:
    """Ask for a guest's order (POST /store/orders/{id}/transfer/request), which the caller has the id of.

    Raises
    ------
    ForbiddenError
        It is another customer's.
    ConflictError
        It is the caller's already, is cancelled, or another change of it is open.
    """
    if not medusa.caller.is_customer:
        raise UnauthorizedError
    order = owned_order(medusa, order_id, ORDER_OWNER_FIELDS)
    if order.get("customer_id") and (order.get("customer") or {}).get("has_account") is not False:
        raise ConflictError("The order is yours already")
    body = {"description": wanted.description} if wanted.description else {}
    medusa.post("orders", order_id, "transfer", "request", body=body, query=_QUERY)
    return Transfer(order_id=order_id, status="REQUESTED")


def accept_transfer(medusa: Medusa, order_id: str, token: str) -> Transfer:
    """Let the customer have the order (POST /store/orders/{id}/transfer/accept); the token is the proof."""
    return _decide(medusa, order_id, token, "accept", "ACCEPTED")


def decline_transfer(medusa: Medusa, order_id: str, token: str) -> Transfer:
    """Keep the order (POST /store/orders/{id}/transfer/decline); the token is the proof."""
    return _decide(medusa, order_id, token, "decline", "DECLINED")


def _decide(
    medusa: Medusa, order_id: str, token: str, verb: str, status: Literal["ACCEPTED", "DECLINED"]
) -> Transfer:
    """Send the decision.

    Raises
    ------
    BadRequestError
        The token is wrong, or no one asks for the order (any more).
    """
    try:
        medusa.post("orders", order_id, "transfer", verb, body={"token": token}, query=_QUERY)
    except NotFoundError:
        raise NotFoundError(f"Order {order_id} was not found") from None
    return Transfer(order_id=order_id, status=status)
