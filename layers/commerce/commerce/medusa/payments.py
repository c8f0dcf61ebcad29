"""Routes 30 and 31, and the payment step of the checkout."""

from __future__ import annotations

from typing import Any

from commerce.errors import BadRequestError, ConflictError, MedusaFailedError
from commerce.mappers import payments as mapper
from commerce.medusa import lookups
from commerce.medusa.carts import owned_cart
from commerce.medusa.client import Json, Medusa
from commerce.medusa.customers import OWNER_FIELDS
from commerce.models.common import ListOf
from commerce.models.payments import PaymentProvider, PaymentSession, SetPayment

_SESSION_FIELDS = ",".join(
    f"payment_sessions.{name}" for name in ("id", "provider_id", "status", "data", "created_at")
)


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
        raise BadRequestError("There is no such region", path="query.regionId")
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
    if cart.get("completed_at"):
        raise ConflictError("This cart is already an order")
    if not cart.get("items"):
        raise ConflictError("The cart is empty")
    known = (cart.get("payment_collection") or {}).get("id")
    session = start_session(medusa, cart_id, known, wanted)
    return mapper.session(session, cart_id, wanted.metadata)


def start_session(medusa: Medusa, cart_id: str, collection_id: str | None, wanted: SetPayment) -> Json:
    """Make the session in Medusa: in the cart's payment collection, which is made first when there is none."""
    if collection_id is None:
        query = {"fields": "id"}
        answer = medusa.post("payment-collections", body={"cart_id": cart_id}, query=query)
        collection_id = str(answer["payment_collection"]["id"])
    data = {"return_url": wanted.return_url, "cancel_url": wanted.cancel_url}
    body = {
        "provider_id": wanted.provider_id,
        "data": {name: value for name, value in data.items() if value},
    }
    path = ("payment-collections", collection_id, "payment-sessions")
    try:
        answer = medusa.post(*path, body=body, query={"fields": f"id,{_SESSION_FIELDS}"})
    except BadRequestError as error:
        message = f"The payment provider {wanted.provider_id} is not available for this cart"
        raise BadRequestError(message, path="body.providerId") from error
    sessions = [
        session
        for session in answer["payment_collection"].get("payment_sessions") or []
        if session["provider_id"] == wanted.provider_id
    ]
    if not sessions:
        raise MedusaFailedError
    newest: Json = max(sessions, key=lambda session: str(session.get("created_at")))
    return newest
