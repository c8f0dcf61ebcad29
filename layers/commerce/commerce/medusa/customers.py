"""Who the caller is in Medusa, and whether a thing is the caller's."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from typing import Any, TypeVar

from commerce.errors import ForbiddenError, MedusaFailedError, UnauthorizedError
from commerce.medusa.client import Medusa

T = TypeVar("T")
Thing = TypeVar("Thing", bound=Mapping[str, Any])

OWNER_FIELDS = "id,customer_id,*customer"
"""What `prove_owner` reads of a cart or an order; named alone, ``customer.has_account`` would not come."""

_MAX_KNOWN = 1000
_known: dict[str, tuple[str, float]] = {}
_registered: dict[str, bool] = {}


def my_id(medusa: Medusa) -> str:
    """Give the caller's Medusa customer id (GET /store/customers/me, with the caller's own token).

    Kept for the warm instance under a hash of the token, no longer than the token lives.

    Raises
    ------
    UnauthorizedError
        The caller is a guest, or Medusa refuses the token.
    """
    if medusa.caller.token is None:
        raise UnauthorizedError
    key = hashlib.sha256(medusa.caller.token.encode()).hexdigest()
    known = _known.get(key)
    if known and time.time() < known[1]:
        return known[0]
    answer = medusa.get("customers", "me", query={"fields": "id"})
    customer_id = (answer.get("customer") or {}).get("id")
    if not isinstance(customer_id, str):
        raise MedusaFailedError
    _remember(_known, key, (customer_id, float(medusa.caller.expires_at)))
    return customer_id


def prove_owner(medusa: Medusa, thing: Thing, name: str) -> Thing:
    """Return ``thing`` (a cart, an order) when it is a guest's or the caller's own.

    A thing is a registered customer's when its customer has an account; one whose customer cannot be told
    counts as registered.

    Raises
    ------
    UnauthorizedError
        It is a registered customer's, and the caller is a guest.
    ForbiddenError
        It is another customer's.
    """
    owner = thing.get("customer_id")
    if not owner or (thing.get("customer") or {}).get("has_account") is False:
        return thing
    if not medusa.caller.is_customer:
        raise UnauthorizedError(f"This {name} belongs to a customer: sign in to use it")
    if my_id(medusa) != owner:
        raise ForbiddenError(f"This {name} belongs to somebody else")
    return thing


def prove_order_owner(medusa: Medusa, order: Mapping[str, Any]) -> dict[str, Any]:
    """Let the caller pass as `prove_owner` does, and give the order with its customer.

    The Store API does not say whether an order's customer has an account, so anybody but the customer needs
    one call more: the cart that the order came from says it. The answer is kept for the warm instance, as a
    guest's record never becomes an account's.
    """
    owner = order.get("customer_id")
    if not owner or (medusa.caller.is_customer and my_id(medusa) == owner):
        return dict(order)
    registered = _registered.get(owner)
    cart_id = (order.get("cart") or {}).get("id")
    if registered is None and cart_id:
        cart = medusa.get("carts", cart_id, query={"fields": OWNER_FIELDS})["cart"]
        told = (cart.get("customer") or {}).get("has_account") if cart.get("customer_id") == owner else None
        if isinstance(told, bool):
            registered = told
            _remember(_registered, owner, registered)
    proven = {**order, "customer": {"has_account": registered is not False}}
    prove_owner(medusa, proven, "order")
    return proven


def _remember(kept: dict[str, T], key: str, value: T) -> None:
    while len(kept) >= _MAX_KNOWN:
        kept.pop(next(iter(kept)), None)
    kept[key] = value


def forget() -> None:
    """Drop the customers that are known, so that the next use asks again."""
    _known.clear()
    _registered.clear()
