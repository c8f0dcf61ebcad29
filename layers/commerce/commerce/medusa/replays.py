"""Who may be given a stored response: the owner of what is in it, proven again.

The holder of an Idempotency-Key may have lost the cart since, as when a customer has claimed a guest's cart.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commerce.medusa.carts import owned_cart
from commerce.medusa.orders import owned_order
from commerce.medusa.ownership import ORDER_OWNER_FIELDS, OWNER_FIELDS, prove_order_owner
from commerce.medusa.transport.client import Medusa


def prove_owner(medusa: Medusa, response: Mapping[str, Any]) -> None:
    """Prove the owner of a stored cart, payment session or placed order, with one lean read.

    Raises
    ------
    NotFoundError, UnauthorizedError, ForbiddenError
        It is no longer there; it belongs to a customer; it belongs to another customer.
    """
    if "order" in response:
        query = {"fields": ORDER_OWNER_FIELDS}
        prove_order_owner(medusa, medusa.get("orders", response["order"]["id"], query=query)["order"])
    else:
        medusa.if_match = None  # nothing is done again, and the first time has changed the cart
        owned_cart(medusa, response.get("cartId") or response["id"], OWNER_FIELDS)


def prove_order_owner_again(medusa: Medusa, response: Mapping[str, Any]) -> None:
    """Prove the owner of a stored return, or of the cart of a repeated order; a transfer shows nothing.

    Raises
    ------
    NotFoundError, UnauthorizedError, ForbiddenError
        It is no longer there; it belongs to a customer; it belongs to another customer.
    """
    if "cart" in response:
        prove_owner(medusa, response["cart"])
    elif "items" in response:
        owned_order(medusa, response["orderId"], ORDER_OWNER_FIELDS)
