"""Who the caller is in Medusa, and whether a record is the caller's."""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Mapping
from typing import Any, TypeVar

from commerce.cache import Cache
from commerce.errors import ForbiddenError, NotFoundError, UnauthorizedError, UpstreamError
from commerce.medusa.transport.client import Json, Medusa

Thing = TypeVar("Thing", bound=Mapping[str, Any])

OWNER_FIELDS = "id,customer_id,*customer"
"""What `prove_owner` reads of a cart; on its own, ``customer.has_account`` is not returned."""

ORDER_OWNER_FIELDS = "id,customer_id,customer.id,customer.has_account,cart.id"
"""What `prove_order_owner` reads of an order; the flag comes from a Medusa with the bundle's plugin only."""

_ORDER_OF_CART = "id,order.id,order.customer_id,order.customer.id,order.customer.has_account"

MAX_AGE = 60.0
"""Seconds for which a caller's id is cached: an account may be deleted and created again."""

_MAX_KNOWN = 1000
_known: Cache[str] = Cache(_MAX_KNOWN, lambda: MAX_AGE)
_registered: Cache[bool] = Cache(_MAX_KNOWN, lambda: math.inf)


def my_id(medusa: Medusa) -> str:
    """Return the caller's Medusa customer id (GET /store/customers/me, with the caller's own token).

    Cached for the warm instance under a hash of the token, for `MAX_AGE` and no longer than the token lives.

    Raises
    ------
    UnauthorizedError
        The caller is a guest, or Medusa refuses the token.
    """
    if medusa.caller.token is None:
        raise UnauthorizedError
    key = _key(medusa.caller.token)
    known = _known.get(key)
    if known and time.time() < medusa.caller.expires_at:
        return known
    answer = medusa.get("customers", "me", query={"fields": "id"})
    customer_id = (answer.get("customer") or {}).get("id")
    if not isinstance(customer_id, str):
        raise UpstreamError
    return _known.put(key, customer_id)


def prove_owner(medusa: Medusa, thing: Thing, name: str) -> Thing:
    """Return ``thing`` (a cart, an order) when it is a guest's or the caller's own.

    A record is a registered customer's when its customer has an account; one whose customer is not known
    counts as registered. The response of a write is proven like a read: the cart may have changed hands
    since the read before it.

    Raises
    ------
    UnauthorizedError
        It is a registered customer's, and the caller is a guest, or its customer was deleted.
    ForbiddenError
        It is another customer's.
    """
    owner, customer = thing.get("customer_id"), thing.get("customer") or {}
    if not owner or customer.get("has_account") is False:
        return thing
    if not customer:
        raise owner_deleted(medusa, name)
    if not medusa.caller.is_customer:
        raise UnauthorizedError(f"This {name} belongs to a customer: sign in to use it")
    if not is_me(medusa, owner):
        raise ForbiddenError(f"This {name} belongs to another customer")
    return thing


def is_me(medusa: Medusa, owner: str) -> bool:
    """Return whether a customer id is the caller's; a cached id that differs is read again first."""
    key = _key(medusa.caller.token or "")
    was_cached = _known.get(key) is not None
    if my_id(medusa) == owner:
        return True
    if not was_cached:
        return False
    _known.remove(key)
    return my_id(medusa) == owner


def owner_deleted(medusa: Medusa, name: str) -> UnauthorizedError:
    """Return the error for a record whose customer was deleted in Medusa; the caller's id is read again then.

    A customer whose account was deleted gets a new one from Medusa with the next request.
    """
    _known.remove(_key(medusa.caller.token or ""))
    return UnauthorizedError(f"The customer that this {name} belongs to was deleted: contact the shop")


def prove_order_owner(medusa: Medusa, order: Json, cart: Mapping[str, Any] | None = None) -> Json:
    """Return the order, with its customer, when it is a guest's or the caller's own.

    With the plugin the order reports whether its customer has an account. Without it the order's cart does:
    ``cart`` when it was read already, else one more call, which only callers other than the customer need.
    The result is cached, as a guest's record never becomes an account's. An order whose customer is not
    known, such as an imported one, is not shown.

    Raises
    ------
    UnauthorizedError, ForbiddenError
        It belongs to a customer, or its owner is not known; it belongs to another customer.
    """
    owner, customer = order.get("customer_id"), order.get("customer") or {}
    if not owner:
        return order
    if customer and not isinstance(customer.get("has_account"), bool):
        if medusa.caller.is_customer and my_id(medusa) == owner:
            return order
        registered = _is_registered(medusa, owner, order, cart)
        if registered is None:
            raise _owner_unknown(medusa)
        customer = customer | {"has_account": registered}
    return prove_owner(medusa, order | {"customer": customer}, "order")


def prove_ordered_cart(medusa: Medusa, cart: Mapping[str, Any]) -> str | None:
    """Return the order's id of a cart that is one by now, if it is a guest's or the caller's own, else None.

    The order may have been transferred since, which its cart does not show. This takes one more call for a
    completed cart and none for an open one. Without the plugin the cart's owner decides.
    """
    if not cart.get("completed_at"):
        return None
    order = medusa.get("carts", cart["id"], query={"fields": _ORDER_OF_CART})["cart"].get("order")
    return str(prove_order_owner(medusa, order, cart)["id"]) if order else None


def _is_registered(
    medusa: Medusa, owner: str, order: Mapping[str, Any], cart: Mapping[str, Any] | None
) -> bool | None:
    told = _registered.get(owner)
    if told is None and cart and cart.get("customer_id") == owner:
        told = (cart.get("customer") or {}).get("has_account")
    cart_id = (order.get("cart") or {}).get("id")
    if told is None and cart_id:
        try:
            read = medusa.get("carts", cart_id, query={"fields": OWNER_FIELDS})["cart"]
        except NotFoundError:
            return None
        told = (read.get("customer") or {}).get("has_account") if read.get("customer_id") == owner else None
    if isinstance(told, bool):
        return _registered.put(owner, told)
    return None


def _owner_unknown(medusa: Medusa) -> Exception:
    message = "The owner of this order is not known, so it is not shown"
    if medusa.caller.is_customer:
        return ForbiddenError(message)
    return UnauthorizedError(f"{message}: sign in with the account that it was placed with")


def _key(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
