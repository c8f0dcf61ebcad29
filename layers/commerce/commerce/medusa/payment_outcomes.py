"""What became of a payment: after a completion that did not place the order, and in an order.

Medusa's response to a completion does not distinguish a payment that waits for the shopper from one that was
declined, and that not from a provider that failed: the session is read after it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commerce.errors import (
    CommerceError,
    NotFoundError,
    NotSupportedError,
    PaymentFailedError,
    PaymentProviderError,
)
from commerce.mappers import payments as mapper
from commerce.medusa.ownership import OWNER_FIELDS, prove_owner
from commerce.medusa.payments import CART_FIELDS
from commerce.medusa.transport.client import Json, Medusa
from commerce.medusa.transport.error_mapping import unpaid

_PAID_COLLECTIONS = {"authorized", "partially_authorized", "completed"}


def refused(medusa: Medusa, cart_id: str, session: Mapping[str, Any] | None) -> CommerceError:
    """Return the error for a payment that its provider has just reported as not made: as it is stored now."""
    query = {"fields": f"{OWNER_FIELDS},{CART_FIELDS}"}
    cart = prove_owner(medusa, medusa.get("carts", cart_id, query=query)["cart"], "cart")
    return _unpaid(_same(cart, session))


def not_reported(medusa: Medusa, session: Mapping[str, Any] | None, response: Json) -> CommerceError:
    """Return the error for a payment whose provider has thrown an error: as the provider reports it now.

    Without the plugin only the stored status is known.
    """
    stored = _same(response.get("cart") or {}, session) or session
    if stored is None or mapper.status(stored) in mapper.OVER:
        return PaymentFailedError()
    try:
        found = medusa.get("payment-sessions", stored["id"])
    except NotFoundError:
        return PaymentFailedError()
    except NotSupportedError:
        more = (response.get("error") or {}).get("type") == "payment_requires_more_error"
        return _unpaid(stored) if more else PaymentProviderError()
    prove_owner(medusa, found["cart"], "payment session")
    return _unpaid(found["payment_session"]) if found["is_fresh"] else PaymentProviderError()


def _same(cart: Mapping[str, Any], session: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """Return the session as it is in a cart read later; any that is there where none was known."""
    sessions = (cart.get("payment_collection") or {}).get("payment_sessions") or []
    same = (entry for entry in sessions if entry and (session is None or entry["id"] == session["id"]))
    return next(same, None)


def _unpaid(session: Mapping[str, Any] | None) -> CommerceError:
    """Return the error for a session with which the order was not placed."""
    if session is None:
        return PaymentFailedError()
    if mapper.status(session) in {"AUTHORIZED", "CAPTURED"}:  # the completion came too early
        return PaymentProviderError()
    return unpaid(session)


def is_paid(order: Json) -> bool:
    """Whether an order has a payment that was authorized or taken, and not cancelled since."""
    for collection in _collections(order):
        statuses = {mapper.status(session) for session in collection["payment_sessions"]}
        if statuses & {"AUTHORIZED", "CAPTURED"}:
            return True
        # Medusa leaves a collection authorized when it cancels the payment.
        if collection.get("status") in _PAID_COLLECTIONS and not statuses & mapper.OVER:
            return True
    return False


def is_under_way(order: Json) -> bool:
    """Whether an order waits for a payment with which its provider lets it be placed, as a bank transfer."""
    sessions = [session for collection in _collections(order) for session in collection["payment_sessions"]]
    return any(mapper.is_under_way(session) for session in sessions)


def _collections(order: Json) -> list[Json]:
    """Return an order's payment collections, each with a list of its sessions."""
    found = order.get("payment_collections") or []
    return [
        one | {"payment_sessions": [session for session in one.get("payment_sessions") or [] if session]}
        for one in found
        if one
    ]
