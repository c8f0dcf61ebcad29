"""Routes 30–34, and the payment step of the checkout.

A session is found by its id through the plugin in Medusa, which returns its cart; the owner rule
of that cart holds for it. Medusa deletes a session when the cart changes: then it is gone.

A session's ``data`` is the provider's. Of the client's words only those URLs go into it that the provider is
known to expect (`commerce.payment_providers`); metadata is stored separately.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from aws_lambda_powertools import Logger

from commerce import settings
from commerce.errors import (
    BadRequestError,
    CartCompletedError,
    ConflictError,
    NotFoundError,
    NotSupportedError,
    UpstreamError,
)
from commerce.limits import check_merged_metadata
from commerce.mappers import payments as mapper
from commerce.medusa import reference_data
from commerce.medusa.carts import must_be_open, owned_cart
from commerce.medusa.ownership import OWNER_FIELDS, prove_ordered_cart, prove_owner
from commerce.medusa.transport.client import Json, Medusa
from commerce.medusa.transport.error_mapping import blamed_on
from commerce.models.common import ListOf
from commerce.models.payments import PaymentProvider, PaymentSession, SetPayment, UpdateSession
from commerce.payment_providers import ProviderRule
from commerce.return_urls import must_return_to_shop

_AMOUNT = ["amount", "currency_code"]
_SESSION = ["id", "provider_id", *mapper.STATUS_FIELDS, "data", "created_at", *_AMOUNT]
_COLLECTION = ["id", *_AMOUNT, *(f"payment_sessions.{name}" for name in _SESSION)]
CART_FIELDS = ",".join(f"payment_collection.{name}" for name in _COLLECTION)
"""What `open_session` reads of a cart."""

_PROVIDER = "body.providerId"
_UNAVAILABLE = "payment_provider_unavailable"

logger = Logger(child=True)


def list_providers(medusa: Medusa, region_id: str) -> ListOf[PaymentProvider]:
    """List the ways to pay in a region (GET /store/payment-providers); a failing Medusa is an error.

    Raises
    ------
    BadRequestError
        There is no such region.
    """
    query: dict[str, Any] = {"region_id": region_id, "fields": "id,is_enabled", "limit": 100}
    answer = medusa.get("payment-providers", query=query)
    providers = mapper.providers(answer["payment_providers"], settings.provider_rule)
    if not providers and reference_data.region_of(medusa, region_id) is None:
        raise BadRequestError("There is no such region", path="query.regionId", code="region_unknown")
    return ListOf(data=providers, total=len(providers))


def create_session(medusa: Medusa, cart_id: str, wanted: SetPayment) -> PaymentSession:
    """Create a payment session for a cart, its owner proven; it replaces the one before.

    Raises
    ------
    ConflictError
        The cart is an order by now, or has nothing to pay for.
    BadRequestError
        The provider is not there for the cart's region.
    PaymentProviderError
        The provider failed or refused; the session before is still there.
    """
    must_return_to_shop(wanted)
    if medusa.if_match:
        _payable_cart(medusa, cart_id)
    rule = settings.provider_rule(wanted.provider_id)
    try:
        response = _create_at_once(medusa, cart_id, wanted, rule)
    except NotSupportedError:
        cart = _payable_cart(medusa, cart_id)
        must_be_of_region(medusa, wanted.provider_id, cart.get("region_id"), _PROVIDER)
        known = (cart.get("payment_collection") or {}).get("id")
        return _shown(_create(medusa, cart_id, known, wanted, rule), cart_id)
    except ConflictError as refused:
        if refused.code == CartCompletedError.code:  # the error names the order
            must_be_open(medusa, owned_cart(medusa, cart_id, f"{OWNER_FIELDS},completed_at"))
        raise
    except BadRequestError as refused:
        if refused.code == _UNAVAILABLE:  # the error names those that are available
            region_id = owned_cart(medusa, cart_id, f"{OWNER_FIELDS},region_id").get("region_id")
            must_be_of_region(medusa, wanted.provider_id, region_id, _PROVIDER)
        raise
    prove_owner(medusa, response["cart"], "payment session")
    return _shown(response["payment_session"], cart_id)


def _payable_cart(medusa: Medusa, cart_id: str) -> Json:
    fields = f"{OWNER_FIELDS},completed_at,region_id,items.id,payment_collection.id"
    cart = owned_cart(medusa, cart_id, fields)
    must_be_open(medusa, cart)
    if not cart.get("items"):
        raise ConflictError("The cart is empty: add an item", code="cart_empty")
    return cart


def must_be_of_region(medusa: Medusa, provider_id: str, region_id: str | None, field: str) -> None:
    """Refuse a payment provider that the region does not have: Medusa before 2.20 takes any it knows.

    Raises
    ------
    BadRequestError
        It names those that can be chosen.
    """

    def providers_of(regions: tuple[reference_data.Region, ...]) -> tuple[str, ...] | None:
        return next((region.providers for region in regions if region.id == region_id), None)

    providers = providers_of(
        reference_data.with_all(
            partial(reference_data.regions, medusa), lambda known: provider_id in (providers_of(known) or ())
        )
    )
    if providers is None or provider_id in providers:
        return
    choice = f"choose one of {', '.join(providers)}" if providers else "the region has none"
    message = f"This payment provider cannot be chosen in this region: {choice}"
    raise BadRequestError(message, path=field, code=_UNAVAILABLE)


def get_session(medusa: Medusa, session_id: str) -> PaymentSession:
    """Get a payment session, the owner of its cart proven.

    Raises
    ------
    NotFoundError
        It is not there: it was replaced when the cart changed, or cancelled.
    NotSupportedError
        The Medusa server lacks the bundle's plugin.
    """
    return _session(_owned_session(medusa, session_id))


def update_session(medusa: Medusa, session_id: str, wanted: UpdateSession) -> PaymentSession:
    """Change a session's return URLs, where its provider expects them, or metadata, which is merged."""
    must_return_to_shop(wanted)
    found = _owned_session(medusa, session_id)
    must_be_open(medusa, found["cart"])
    present = found["payment_session"]
    body: Json = {}
    if data := mapper.session_data(wanted, settings.provider_rule(present["provider_id"])):
        body["data"] = data
    if wanted.metadata:
        check_merged_metadata(present.get("metadata"), wanted.metadata)
        body["session_metadata"] = wanted.metadata
    if not body:
        return _session(found)
    response = medusa.post("payment-sessions", session_id, body=body)
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


def _session(found: Json) -> PaymentSession:
    """Map what the plugin returns of a session."""
    session, cart = found["payment_session"], found["cart"]
    return _shown(session, cart["id"], can_pay=found["current"])


def _shown(session: Json, cart_id: str, *, can_pay: bool = True) -> PaymentSession:
    rule = settings.provider_rule(session["provider_id"])
    shown = mapper.session(session, cart_id, rule, can_pay=can_pay)
    is_stuck = shown.redirect_url is None and (rule.requires_redirect or shown.client_secret is None)
    if is_stuck and can_pay and mapper.waits(session) and (rule.redirect_url or rule.client_secret):
        logger.warning(
            "A payment session has nothing to lead the shopper to it", provider=session["provider_id"]
        )
    return shown


def start_session(
    medusa: Medusa, cart_id: str, collection_id: str | None, wanted: SetPayment, field: str
) -> Json:
    """Create the session in Medusa, its cart's owner proven; return it as Medusa's JSON.

    In one request of the plugin; without it in the cart's payment collection, which is created first if need
    be, and without the client's metadata: Medusa's own route has no place for it but the provider's data.
    """
    rule = settings.provider_rule(wanted.provider_id)
    try:
        response = _create_at_once(medusa, cart_id, wanted, rule, field)
    except NotSupportedError:
        return _create(medusa, cart_id, collection_id, wanted, rule, field)
    prove_owner(medusa, response["cart"], "payment session")
    session: Json = response["payment_session"]
    return session


def session_body(wanted: SetPayment, rule: ProviderRule) -> Json:
    """Return the body that creates a session."""
    return {"provider_id": wanted.provider_id, "data": mapper.session_data(wanted, rule)}


def _create_at_once(
    medusa: Medusa, cart_id: str, wanted: SetPayment, rule: ProviderRule, field: str = _PROVIDER
) -> Json:
    body = session_body(wanted, rule)
    if wanted.metadata:
        body["session_metadata"] = wanted.metadata
    with blamed_on(payment_provider_unavailable=field):
        try:
            return medusa.post("carts", cart_id, "payment-sessions", body=body)
        except NotFoundError:
            raise NotFoundError(f"Cart {cart_id} was not found") from None


def _create(
    medusa: Medusa,
    cart_id: str,
    collection_id: str | None,
    wanted: SetPayment,
    rule: ProviderRule,
    field: str = _PROVIDER,
) -> Json:
    """Create the session by Medusa's own routes."""
    if collection_id is None:
        query = {"fields": "id"}
        response = medusa.post("payment-collections", body={"cart_id": cart_id}, query=query)
        collection_id = str(response["payment_collection"]["id"])
    body = session_body(wanted, rule)
    path = ("payment-collections", collection_id, "payment-sessions")
    with blamed_on(payment_provider_unavailable=field):
        response = medusa.post(*path, body=body, query={"fields": ",".join(_COLLECTION)})
    sessions = [
        session
        for session in response["payment_collection"].get("payment_sessions") or []
        if session["provider_id"] == wanted.provider_id
    ]
    if not sessions:
        raise UpstreamError
    newest: Json = max(sessions, key=lambda session: str(session.get("created_at")))
    return newest | {"metadata": None}  # Medusa's own route stores none


def open_session(cart: Json, provider_id: str | None) -> Json | None:
    """Find the session with which Medusa would complete the cart, if it is this provider's, for its sum.

    Any provider's does where none is named.

    Of several open ones it is not known which one Medusa takes: then None is returned.
    """
    collection = cart.get("payment_collection") or {}
    sessions = collection.get("payment_sessions") or []
    going_on = [entry for entry in sessions if mapper.status(entry) not in mapper.OVER]
    if len(going_on) != 1 or provider_id not in {None, going_on[0]["provider_id"]}:
        return None
    session: Json = going_on[0]
    return session if all(session.get(name) == collection.get(name) for name in _AMOUNT) else None
