"""Who the caller is in Medusa, and whether a thing is the caller's."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from typing import Any

from commerce.errors import ForbiddenError, MedusaFailedError, UnauthorizedError
from commerce.medusa.client import Medusa

OWNER_FIELDS = "id,customer_id,*customer"
"""What `prove_owner` reads of a cart or an order; named alone, ``customer.has_account`` would not come."""

_MAX_KNOWN = 1000
_known: dict[str, tuple[str, float]] = {}


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
    found, until = _known.get(key, ("", 0.0))
    if found and time.time() < until:
        return found
    answer = medusa.get("customers", "me", query={"fields": "id"})
    customer_id = (answer.get("customer") or {}).get("id")
    if not isinstance(customer_id, str):
        raise MedusaFailedError
    while len(_known) >= _MAX_KNOWN:
        _known.pop(next(iter(_known)), None)
    _known[key] = (customer_id, float(medusa.caller.expires_at))
    return customer_id


def prove_owner(medusa: Medusa, thing: Mapping[str, Any], name: str) -> None:
    """Let the caller pass when ``thing`` (a cart, an order) is a guest's or the caller's own.

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
        return
    if not medusa.caller.is_customer:
        raise UnauthorizedError(f"This {name} belongs to a customer: sign in to use it")
    if my_id(medusa) != owner:
        raise ForbiddenError(f"This {name} belongs to somebody else")


def forget() -> None:
    """Drop the customers that are known, so that the next use asks again."""
    _known.clear()
