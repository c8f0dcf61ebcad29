"""From a cart that is ready to an order: place-order and complete.

What is missing is named before the first write; nothing is ordered when anything is other than the shopper
saw it. The order is created by Medusa's own completion of the cart and by nothing else; completing a cart
twice returns the same order.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools import Logger

from commerce.errors import (
    BadRequestError,
    CartCompletedError,
    CommerceError,
    ConflictError,
    PaymentActionError,
    PaymentFailedError,
    PaymentProviderError,
)
from commerce.limits import check_merged_metadata
from commerce.mappers import carts as cart_mapper
from commerce.mappers import checkout as mapper
from commerce.medusa import checkout, completion, orderable, payment_outcomes, payments, whole_checkout
from commerce.medusa.carts import CART_FIELDS
from commerce.medusa.orders import shown
from commerce.medusa.ownership import OWNER_FIELDS, prove_order_owner, prove_owner
from commerce.medusa.transport.client import Json, Medusa
from commerce.models.checkout import CompleteCheckout, PlacedOrder, PlaceOrder
from commerce.models.payments import SetPayment
from commerce.return_urls import must_return_to_shop

_OWNER = ("customer_id", "customer")

logger = Logger(child=True)


def place_order(medusa: Medusa, cart_id: str, wanted: PlaceOrder) -> PlacedOrder:
    """Turn a cart into an order (POST /store/carts/{id}/complete); sent twice it returns the same order.

    Raises
    ------
    BadRequestError
        Something is missing, all named together; never an order without an email or a country.
    ConflictError
        Lines cannot be bought any more, or the cart costs something else than it did or than is expected.
    PaymentActionError
        The payment needs the shopper first; the cart is untouched.
    PaymentFailedError
        The payment was declined or cancelled, or has ended; the cart is untouched.
    PaymentProviderError
        The payment provider failed, twice; the cart is untouched.
    """
    fields = f"{CART_FIELDS},{mapper.CHECK_FIELDS},{mapper.COMPARED_FIELDS}"
    found = orderable.read_for_checkout(medusa, cart_id, fields)
    cart, session = found.cart, cart_mapper.payment_session(found.cart)
    if cart.get("completed_at"):
        return _complete(medusa, cart, session)
    planned = cart | {"email": cart.get("email") or wanted.email}
    has_payment = bool(cart_mapper.payment_sessions(cart))
    orderable.must_be_orderable(planned, found.facts, found.option_ids, has_payment=has_payment)
    _must_not_have_failed(cart)
    orderable.must_cost(cart, wanted.expected_total)
    if wanted.email and not cart.get("email"):
        query = {"fields": f"{OWNER_FIELDS},{mapper.COMPARED_FIELDS}"}
        try:
            now = medusa.post("carts", cart_id, body={"email": wanted.email}, query=query)["cart"]
        except ConflictError as refused:
            return _overtaken(medusa, cart, refused)
        prove_owner(medusa, now, "cart")
        orderable.must_be_unchanged(cart, now)
        cart |= {name: now.get(name) for name in _OWNER}
    return _complete(medusa, cart, session)


def complete_checkout(medusa: Medusa, cart_id: str, wanted: CompleteCheckout) -> PlacedOrder:
    """Do everything from the addresses to the order in one call; sent twice it returns the same order.

    A payment that was begun with the provider continues, for the shopper may have paid by now, and for a new
    session Medusa cancels it. Medusa itself drops sessions as soon as the cart costs something else.

    Raises
    ------
    BadRequestError, ConflictError, NotSupportedError, PaymentActionError, PaymentFailedError
        As `place_order`.
    PaymentProviderError
        As `place_order`.
    """
    must_return_to_shop(wanted)
    fields = (
        f"{OWNER_FIELDS},completed_at,region_id,metadata,{mapper.CHECK_FIELDS},{mapper.COMPARED_FIELDS},"
        f"{payments.CART_FIELDS},*shipping_address,*billing_address"
    )
    found, saved = checkout.read_with_saved(medusa, cart_id, wanted, fields, wanted.option_ids)
    cart = found.cart
    if cart.get("completed_at"):
        return _complete(medusa, cart, cart_mapper.payment_session(cart))
    body = checkout.changes(cart, checkout.addresses_body(medusa, cart, wanted, saved))
    planned = cart | {
        name: body[name] for name in ("shipping_address", "billing_address", "email") if name in body
    }
    _check_options(found.facts, wanted)
    if wanted.payment_provider_id and mapper.needs_payment(cart):
        region_id, field = cart.get("region_id"), "body.paymentProviderId"
        payments.must_be_of_region(medusa, wanted.payment_provider_id, region_id, field)
    has_payment = wanted.payment_provider_id or cart_mapper.payment_sessions(cart)
    # An option replaces the previous one of its shipping profile; those of other profiles stay.
    option_ids = {*found.option_ids, *wanted.option_ids}
    orderable.must_be_orderable(planned, found.facts, option_ids, has_payment=bool(has_payment))
    if wanted.payment_provider_id is None:
        _must_not_have_failed(cart)
    check_merged_metadata(cart.get("metadata"), body.get("metadata", {}))
    cart = cart | {"metadata": (cart.get("metadata") or {}) | body.get("metadata", {})}
    same = {
        "same_address": checkout.is_same_address(cart.get("shipping_address"), body.get("shipping_address")),
        "same_delivery": option_ids == set(found.option_ids),
    }
    if whole_checkout.is_possible(cart) and (
        order := whole_checkout.order(medusa, cart, wanted, body, **same)
    ):
        return _placed(medusa, cart, order)
    try:
        now = _write(medusa, found, wanted, body)
        orderable.must_be_unchanged(cart, now, **same)
        orderable.must_cost(now, wanted.expected_total)
        return _pay_and_complete(medusa, cart | {name: now.get(name) for name in _OWNER}, now, wanted)
    except ConflictError as refused:
        return _overtaken(medusa, cart, refused)


def _overtaken(medusa: Medusa, cart: Json, refused: ConflictError) -> PlacedOrder:
    """Return the order that another request has placed meanwhile, such as the first click; or raise."""
    if refused.code != CartCompletedError.code:
        raise refused
    return _complete(medusa, cart | {"completed_at": True}, None)


def _must_not_have_failed(cart: Json) -> None:
    """Refuse to order with a payment that is over: Medusa would take one that it has cancelled itself."""
    sessions = cart_mapper.payment_sessions(cart)
    if sessions and cart_mapper.payment_session(cart) is None and mapper.needs_payment(cart):
        raise PaymentFailedError


def _check_options(facts: Json | None, wanted: CompleteCheckout) -> None:
    """Refuse options that do not exist before the first write; without the plugin Medusa does later."""
    if facts is None:
        return
    known = {option["id"] for option in facts["shipping_options"]}
    for option_id, path in wanted.option_ids.items():
        if option_id not in known:
            message = "This shipping option is not available for the cart"
            raise BadRequestError(message, path=path, code="shipping_option_unavailable")


def _write(medusa: Medusa, found: orderable.CheckoutCart, wanted: CompleteCheckout, body: Json) -> Json:
    """Write the addresses and the deliveries; return the cart as it is then, its owner proven.

    What the cart has already is not written: a shopper who comes back from paying sends it all once more, and
    a cart that is paid stays as it is.
    """
    fields = f"{OWNER_FIELDS},{mapper.COMPARED_FIELDS},{payments.CART_FIELDS}"
    now = cart = found.cart
    if body:
        now = checkout.write_addresses(medusa, cart["id"], body, fields)
    for option_id, path in wanted.option_ids.items():
        if "shipping_address" in body or option_id not in found.option_ids:
            now = checkout.choose_option(medusa, cart["id"], option_id, fields, path)
    return now


def _pay_and_complete(medusa: Medusa, cart: Json, now: Json, wanted: CompleteCheckout) -> PlacedOrder:
    """Complete the cart with the payment that was begun, else a new one; with none where nothing is due."""
    if not mapper.needs_payment(now):
        return _complete(medusa, cart, None)
    provider_id = wanted.payment_provider_id
    session = payments.open_session(now, provider_id)
    return _complete(medusa, cart, session or _begin_payment(medusa, now, wanted))


def _begin_payment(medusa: Medusa, cart: Json, wanted: CompleteCheckout) -> Json:
    if wanted.payment_provider_id is None:
        message = "Still missing: paymentMethod. The total has changed, and with it the payment ended"
        raise BadRequestError(message, path="body.paymentProviderId", code="cart_incomplete")
    payment = SetPayment(
        provider_id=wanted.payment_provider_id,
        return_url=wanted.return_url,
        cancel_url=wanted.cancel_url,
    )
    collection = (cart.get("payment_collection") or {}).get("id")
    return payments.start_session(medusa, cart["id"], collection, payment, "body.paymentProviderId")


def _complete(medusa: Medusa, cart: Json, session: Mapping[str, Any] | None) -> PlacedOrder:
    try:
        order = completion.ordered(medusa, cart["id"], session)
    except (PaymentActionError, PaymentFailedError, PaymentProviderError):
        raise
    except CommerceError as refused:
        raise orderable.named(refused, medusa, cart) from refused
    return _placed(medusa, cart, order)


def _placed(medusa: Medusa, cart: Json, order: Json) -> PlacedOrder:
    # The cart may have been claimed since it was read, and the order of an old one has a new owner.
    order = prove_order_owner(medusa, order, cart) | {"metadata": cart.get("metadata")}
    if not cart.get("completed_at"):
        medusa.stats.orders_placed += 1
    _must_be_paid(medusa, order)
    return PlacedOrder(order=shown(order))


def _must_be_paid(medusa: Medusa, order: Json) -> None:
    """Raise for an order that Medusa left behind without its payment: its own undoing failed half-way.

    Not for one that was edited since: Medusa then cancels the payment and makes a second collection.
    """
    is_edited = len(order.get("payment_collections") or []) > 1
    if is_edited or not mapper.needs_payment(order) or order.get("status") == "canceled":
        return
    if payment_outcomes.is_paid(order) or payment_outcomes.is_under_way(order):
        return
    medusa.stats.orders_unpaid += 1
    logger.error("An order was placed without its payment")
    message = f"The order {order['id']} was placed, but its payment failed: contact the shop"
    raise ConflictError(message, code="order_unpaid")
