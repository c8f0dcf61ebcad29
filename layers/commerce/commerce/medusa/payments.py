"""Routes 30–34, and the payment step of the checkout.

A session is found by its id through the bundle's own module in Medusa, which says to which cart it belongs;
the owner rule of that cart holds for it. Medusa deletes a session when the cart changes: then it is gone.
"""

from __future__ import annotations

from typing import Any

from commerce.errors import (
    BadRequestError,
    ConflictError,
    MedusaFailedError,
    NotFoundError,
    NotSupportedError,
)
from commerce.limits import check_merged_metadata
from commerce.mappers import payments as mapper
from commerce.medusa import lookups
from commerce.medusa.carts import must_be_open, owned_cart
from commerce.medusa.client import Json, Medusa
from commerce.medusa.customers import OWNER_FIELDS, prove_ordered_cart, prove_owner
from commerce.medusa.refusals import blamed_on
from commerce.models.common import ListOf
from commerce.models.payments import PaymentProvider, PaymentSession, SetPayment, UpdateSession

_AMOUNT = ["amount", "currency_code"]
_SESSION = ["id", "provider_id", "status", "data", "created_at", *_AMOUNT]
_COLLECTION = ["id", *_AMOUNT, *(f"payment_sessions.{name}" for name in _SESSION)]
CART_FIELDS = ",".join(f"payment_collection.{name}" for name in _COLLECTION)
"""What `open_session` reads of a cart."""

_OVER = {"canceled", "error"}


def list_providers(medusa: Medusa, region_id: str) -> ListOf[PaymentProvider]:
    """List the ways to pay in a region (GET /store/payment-providers); a failing Medusa is an error.

    Raises
    ------
    BadRequestError
        There is no such region.
    """
    query: dict[str, Any] = {"region_id": region_id, "fields": "id,is_enabled", "limit": 100}
    answer = medusa.get("payment-providers", query=query)
    providers = [mapper.provider(entry) for entry in answer["payment_providers"]]
    if not providers and region_id not in {region.id for region in lookups.regions(medusa)}:
        raise BadRequestError("There is no such region", path="query.regionId", code="region_unknown")
    return ListOf(data=providers, total=len(providers))


def create_session(medusa: Medusa, cart_id: str, wanted: SetPayment) -> PaymentSession:
    """Make a payment session for a cart, its owner proven; it replaces the one before.

    Raises
    ------
    ConflictError
        The cart is an order by now, or has nothing to pay for.
    BadRequestError
        The provider is not there for the cart's region.
    """
    fields = f"{OWNER_FIELDS},completed_at,items.id,payment_collection.id"
    cart = owned_cart(medusa, cart_id, fields)
    must_be_open(medusa, cart)
    if not cart.get("items"):
        raise ConflictError("The cart is empty: add an item", code="cart_empty")
    known = (cart.get("payment_collection") or {}).get("id")
    session = start_session(medusa, cart_id, known, wanted)
    return mapper.session(session, cart_id)


def get_session(medusa: Medusa, session_id: str) -> PaymentSession:
    """Get a payment session, the owner of its cart proven.

    Raises
    ------
    NotFoundError
        It is not there: it was replaced when the cart changed, or cancelled.
    NotSupportedError
        The Medusa server lacks the bundle's module.
    """
    return _session(_owned_session(medusa, session_id))


def update_session(medusa: Medusa, session_id: str, wanted: UpdateSession) -> PaymentSession:
    """Change a session's return URLs or metadata, which is merged."""
    found = _owned_session(medusa, session_id)
    must_be_open(medusa, found["cart"])
    data = mapper.session_data(wanted)
    if "metadata" in data:
        kept = (found["payment_session"].get("data") or {}).get("metadata") or {}
        check_merged_metadata(kept, data["metadata"])
        data["metadata"] = kept | data["metadata"]
    response = medusa.post("payment-sessions", session_id, body={"data": data})
    prove_owner(medusa, response["cart"], "payment session")
    return _session(response)


def cancel_session(medusa: Medusa, session_id: str) -> None:
    """Cancel a payment session; the cart stays as it is, without a payment."""
    must_be_open(medusa, _owned_session(medusa, session_id)["cart"])
    medusa.delete("payment-sessions", session_id)


def _owned_session(medusa: Medusa, session_id: str) -> Json:
    try:
        answer = medusa.get("payment-sessions", session_id)
    except NotFoundError:
        message = f"Payment session {session_id} was not found: it was replaced or cancelled, or never there"
        raise NotFoundError(message) from None
    prove_owner(medusa, answer["cart"], "payment session")
    prove_ordered_cart(medusa, answer["cart"])
    return answer


def _session(answer: Json) -> PaymentSession:
    session, cart = answer["payment_session"], answer["cart"]
    has_paid = bool(cart.get("completed_at")) and session.get("status") in {"authorized", "captured"}
    return mapper.session(session, cart["id"], current=answer["current"] or has_paid)


def start_session(
    medusa: Medusa,
    cart_id: str,
    collection_id: str | None,
    wanted: SetPayment,
    field: str = "body.providerId",
) -> Json:
    """Make the session in Medusa, in the cart's payment collection, which is made first if need be."""
    if collection_id is None:
        query = {"fields": "id"}
        answer = medusa.post("payment-collections", body={"cart_id": cart_id}, query=query)
        collection_id = str(answer["payment_collection"]["id"])
    body = {"provider_id": wanted.provider_id, "data": mapper.session_data(wanted)}
    path = ("payment-collections", collection_id, "payment-sessions")
    with blamed_on(payment_provider_unavailable=field):
        answer = medusa.post(*path, body=body, query={"fields": ",".join(_COLLECTION)})
    sessions = [
        session
        for session in answer["payment_collection"].get("payment_sessions") or []
        if session["provider_id"] == wanted.provider_id
    ]
    if not sessions:
        raise MedusaFailedError
    newest: Json = max(sessions, key=lambda session: str(session.get("created_at")))
    return newest


def open_session(cart: Json, provider_id: str | None) -> Json | None:
    """Find the session with which Medusa would complete the cart, if it is this provider's, for its sum.

    Any provider's does where none is named.

    Of several that are not over nobody knows which one Medusa takes: then there is none.
    """
    collection = cart.get("payment_collection") or {}
    going_on = [entry for entry in collection.get("payment_sessions") or [] if entry["status"] not in _OVER]
    if len(going_on) != 1 or provider_id not in {None, going_on[0]["provider_id"]}:
        return None
    session: Json = going_on[0]
    return session if all(session.get(name) == collection.get(name) for name in _AMOUNT) else None


def can_pay(medusa: Medusa, session: Json) -> bool:
    """Tell whether the cart can still be completed with a session that it has.

    A session stays authorized though Medusa has cancelled its payment, as when a completion fails after it.
    The bundle's module knows; without that the status must do.
    """
    if session["status"] != "authorized":
        return True
    try:
        return bool(medusa.get("payment-sessions", session["id"])["current"])
    except NotFoundError:
        return False
    except NotSupportedError:
        return True
