"""Routes 15–21: from a cart to an order.

Every step is one lean read that proves the owner, then the write. The order is created by Medusa's own
completion of the cart and by nothing else; completing a cart twice gives the same order.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools import Logger

from commerce.errors import (
    BadRequestError,
    ConflictError,
    Detail,
    MedusaFailedError,
    PaymentActionError,
    UnavailableError,
)
from commerce.mappers import carts as cart_mapper
from commerce.mappers import checkout as mapper
from commerce.mappers import orders as order_mapper
from commerce.mappers.addresses import address, medusa_address
from commerce.mappers.money import currency_of
from commerce.medusa import lookups, payments
from commerce.medusa.addresses import saved_addresses
from commerce.medusa.carts import CART_FIELDS, must_be_open, owned_cart
from commerce.medusa.client import Json, Medusa
from commerce.medusa.customers import OWNER_FIELDS
from commerce.medusa.orders import ORDER_FIELDS
from commerce.models.carts import Cart, ShippingMethod
from commerce.models.checkout import (
    CheckoutSummary,
    CompleteCheckout,
    PlacedOrder,
    SetAddresses,
)
from commerce.models.common import ListOf
from commerce.models.payments import PaymentSession, SetPayment

_QUERY = {"fields": CART_FIELDS}
_COPIED = [
    "first_name",
    "last_name",
    "company",
    "country_code",
    "province",
    "address_1",
    "address_2",
    "city",
    "postal_code",
    "phone",
    "metadata",
]

logger = Logger(child=True)


def set_addresses(medusa: Medusa, cart_id: str, wanted: SetAddresses) -> Cart:
    """Set a cart's addresses, notes and email (POST /store/carts/{id}).

    Raises
    ------
    BadRequestError
        No address is named, or its country is none of the cart's region's.
    NotFoundError
        A saved address is not the caller's.
    """
    if not wanted.has_address:
        raise BadRequestError("At least one address (shipping or billing) is required")
    cart, saved = _cart_and_saved(medusa, cart_id, wanted, f"{OWNER_FIELDS},completed_at,region_id")
    must_be_open(cart)
    body = _addresses(medusa, cart, wanted, saved)
    return cart_mapper.cart(medusa.post("carts", cart_id, body=body, query=_QUERY)["cart"])


def shipping_options(medusa: Medusa, cart_id: str) -> ListOf[ShippingMethod]:
    """List how a cart can be delivered, with what it would cost this cart, net and gross.

    The options are read beside the proof of the owner; those with a calculated price are then priced at once.
    """
    fields = f"{OWNER_FIELDS},completed_at,currency_code,{mapper.TAX_FIELDS}"
    cart, answer = medusa.side_by_side(
        lambda: owned_cart(medusa, cart_id, fields),
        lambda: medusa.get("shipping-options", query={"cart_id": cart_id}),
    )
    options = answer["shipping_options"]
    open_prices = [option for option in options if option.get("price_type") == "calculated"]
    priced = medusa.side_by_side(*[_calculation(medusa, cart_id, option["id"]) for option in open_prices])
    calculated = {answer["shipping_option"]["id"]: answer["shipping_option"] for answer in priced}
    currency, tax_rate = currency_of(cart), mapper.shipping_tax_rate(cart)
    entries = [
        mapper.shipping_option({**option, **calculated.get(option["id"], {})}, currency, tax_rate)
        for option in options
    ]
    # Without an address Medusa lists the options of other regions too: they have no price in this currency.
    entries = [entry for entry in entries if entry.total or entry.subtotal]
    return ListOf(data=entries, total=len(entries))


def set_shipping_method(medusa: Medusa, cart_id: str, option_id: str) -> Cart:
    """Choose a shipping option (POST /store/carts/{id}/shipping-methods); it replaces the one before."""
    must_be_open(owned_cart(medusa, cart_id, f"{OWNER_FIELDS},completed_at"))
    return cart_mapper.cart(_choose_option(medusa, cart_id, option_id))


def set_payment(medusa: Medusa, cart_id: str, wanted: SetPayment) -> PaymentSession:
    """Start the payment of a cart (route 18)."""
    return payments.create_session(medusa, cart_id, wanted)


def summary(medusa: Medusa, cart_id: str) -> CheckoutSummary:
    """Show a cart that is ready to be ordered; a 400 names everything that is still missing."""
    cart = cart_mapper.cart(owned_cart(medusa, cart_id, CART_FIELDS))
    _must_be_complete(cart)
    return mapper.summary(cart)


def place_order(medusa: Medusa, cart_id: str, email: str | None) -> PlacedOrder:
    """Turn a cart into an order (POST /store/carts/{id}/complete); sent twice it gives the same order.

    Raises
    ------
    BadRequestError
        Something is missing, named all at once; never an order without an email or a country.
    PaymentActionError
        The payment needs the shopper first; the cart is untouched.
    """
    raw = owned_cart(medusa, cart_id, f"{CART_FIELDS},payment_collection.payment_sessions.data")
    if not raw.get("completed_at"):
        cart = cart_mapper.cart(raw)
        _must_be_complete(cart.model_copy(update={"email": cart.email or email}))
        if email and not cart.email:
            medusa.post("carts", cart_id, body={"email": email}, query={"fields": "id"})
    return _complete(medusa, raw, cart_mapper.payment_session(raw))


def complete_checkout(medusa: Medusa, cart_id: str, wanted: CompleteCheckout) -> PlacedOrder:
    """Do everything from the addresses to the order in one call; sent twice it gives the same order.

    A payment that was begun with the provider goes on, for the shopper may have paid by now, and for a new
    session Medusa cancels it. Medusa itself drops sessions as soon as the cart costs something else.
    """
    fields = (
        f"{OWNER_FIELDS},completed_at,region_id,metadata,email,items.id,{payments.CART_FIELDS},"
        "shipping_methods.shipping_option_id,"
        "shipping_address.country_code,shipping_address.address_1,"
        "billing_address.country_code,billing_address.address_1"
    )
    cart, saved = _cart_and_saved(medusa, cart_id, wanted, fields)
    if cart.get("completed_at"):
        return _complete(medusa, cart, cart_mapper.payment_session(cart))
    _must_be_completable(cart, wanted)
    body, now = _addresses(medusa, cart, wanted, saved), cart
    written = f"id,{payments.CART_FIELDS}"
    if body:
        now = medusa.post("carts", cart_id, body=body, query={"fields": written})["cart"]
        cart["metadata"] = (cart.get("metadata") or {}) | body.get("metadata", {})
    if wanted.shipping_method_id:
        now = _choose_option(medusa, cart_id, wanted.shipping_method_id, written, "body.shippingMethodId")
    session = payments.open_session(now, wanted.payment_provider_id)
    if session is None or not payments.can_pay(medusa, session):
        return _complete(medusa, cart, _begin_payment(medusa, cart_id, now, wanted))
    try:
        return _complete(medusa, cart, session)
    except PaymentActionError:
        # The provider may have ended it just now, as when a card is declined: it would be paid in vain.
        now = medusa.get("carts", cart_id, query={"fields": written})["cart"]
        if payments.open_session(now, wanted.payment_provider_id):
            raise
        raise _unfinished(_begin_payment(medusa, cart_id, now, wanted)) from None


def _begin_payment(medusa: Medusa, cart_id: str, cart: Json, wanted: CompleteCheckout) -> Json:
    payment = SetPayment(
        provider_id=wanted.payment_provider_id,
        return_url=wanted.return_url,
        cancel_url=wanted.cancel_url,
    )
    collection = (cart.get("payment_collection") or {}).get("id")
    return payments.start_session(medusa, cart_id, collection, payment, "body.paymentProviderId")


def _complete(medusa: Medusa, cart: Json, session: Mapping[str, Any] | None) -> PlacedOrder:
    try:
        answer = _completed(medusa, cart["id"])
    except PaymentActionError:
        raise _unfinished(session) from None
    if answer.get("type") != "order":
        raise _unfinished(session)
    if not cart.get("completed_at"):
        medusa.orders_placed += 1
    # The answer has neither: a cart that had no customer is a guest's, whoever its email belongs to.
    known = {"customer": cart.get("customer") or {"has_account": False}, "metadata": cart.get("metadata")}
    order = order_mapper.order(answer["order"] | known)
    return PlacedOrder(order=order, payment_redirect_url=mapper.redirect_url(session))


def _completed(medusa: Medusa, cart_id: str) -> Json:
    """Complete a cart, and once more when the answer got lost: Medusa gives the same order again."""
    path, query = ("carts", cart_id, "complete"), {"fields": f"{ORDER_FIELDS},*payment_collections"}
    try:
        return medusa.post(*path, query=query)
    except PaymentActionError:
        raise
    except (MedusaFailedError, UnavailableError, ConflictError) as lost:
        logger.warning("A completion had no clear outcome, asking again", reason=type(lost).__name__)
        return medusa.post(*path, query=query)
    except BadRequestError as refused:
        # Two completions at once on two servers: the slower is refused although the order is there.
        state = medusa.get("carts", cart_id, query={"fields": "id,completed_at"})["cart"]
        if not state.get("completed_at"):
            raise refused
        return medusa.post(*path, query=query)


def _unfinished(session: Mapping[str, Any] | None) -> PaymentActionError:
    """Say where the shopper goes on: the payment is not authorized, and the cart is as it was."""
    return PaymentActionError(
        redirect_url=mapper.redirect_url(session), client_secret=mapper.client_secret(session)
    )


def _choose_option(
    medusa: Medusa,
    cart_id: str,
    option_id: str,
    fields: str = CART_FIELDS,
    path: str = "body.shippingOptionId",
) -> Json:
    body = {"option_id": option_id}
    try:
        answer = medusa.post("carts", cart_id, "shipping-methods", body=body, query={"fields": fields})
    except BadRequestError as error:
        message = "This shipping option is not available for the cart"
        raise BadRequestError(message, path=path) from error
    cart: Json = answer["cart"]
    return cart


def _calculation(medusa: Medusa, cart_id: str, option_id: str) -> Any:
    path = ("shipping-options", option_id, "calculate")
    return lambda: medusa.post(*path, body={"cart_id": cart_id})


def _cart_and_saved(
    medusa: Medusa, cart_id: str, wanted: SetAddresses, fields: str
) -> tuple[Json, dict[str, Json]]:
    """Read the cart, and beside it the saved addresses that are named."""
    named = {"shipping": wanted.shipping_address_id, "billing": wanted.billing_address_id}
    ids = {kind: address_id for kind, address_id in named.items() if address_id}
    if not ids:
        return owned_cart(medusa, cart_id, fields), {}
    found: list[Any] = medusa.side_by_side(
        lambda: owned_cart(medusa, cart_id, fields), lambda: saved_addresses(medusa, ids)
    )
    return found[0], found[1]


def _addresses(medusa: Medusa, cart: Json, wanted: SetAddresses, saved: dict[str, Json]) -> Json:
    """Make the body that sets the cart's addresses, email and metadata."""
    body: Json = {}
    for kind, inline in (("shipping", wanted.shipping_address), ("billing", wanted.billing_address)):
        if kind in saved:
            body[f"{kind}_address"] = {
                name: saved[kind].get(name) for name in _COPIED if saved[kind].get(name)
            }
        elif inline:
            body[f"{kind}_address"] = medusa_address(inline)
    if wanted.same_as_billing_address:
        one = body.get("billing_address") or body.get("shipping_address")
        body |= {"shipping_address": one, "billing_address": one} if one else {}
    _check_country(medusa, cart, body)
    if wanted.email:
        body["email"] = wanted.email
    metadata = dict(getattr(wanted, "metadata", None) or {})
    if wanted.notes is not None:
        metadata["notes"] = wanted.notes
    if metadata:
        body["metadata"] = metadata
    return body


def _check_country(medusa: Medusa, cart: Json, body: Json) -> None:
    country = str((body.get("shipping_address") or {}).get("country_code") or "").upper()
    if not country:
        return
    for region in lookups.regions(medusa):
        if region.id == cart.get("region_id") and country not in region.countries:
            allowed = ", ".join(region.countries)
            raise BadRequestError(
                f"The cart's region does not deliver to {country}, but to {allowed}",
                path="body.shippingAddress.country",
            )


def _must_be_complete(cart: Cart) -> None:
    missing = mapper.missing(cart)
    if missing:
        raise _incomplete(missing)


def _must_be_completable(cart: Json, wanted: CompleteCheckout) -> None:
    """Refuse before the first write what could not become an order."""
    shipping = wanted.shipping_address or wanted.shipping_address_id
    billing = wanted.billing_address or wanted.billing_address_id
    both = wanted.same_as_billing_address and (shipping or billing)
    has = {
        "items": bool(cart.get("items")),
        "shippingAddress": bool(shipping or both or address(cart.get("shipping_address"))),
        "billingAddress": bool(billing or both or address(cart.get("billing_address"))),
        "shippingMethod": bool(wanted.shipping_method_id or cart.get("shipping_methods")),
        "email": bool(wanted.email or cart.get("email")),
    }
    missing = [name for name, there in has.items() if not there]
    if missing:
        raise _incomplete(missing)


def _incomplete(missing: list[str]) -> BadRequestError:
    details = tuple(Detail(name, "is required") for name in missing)
    return BadRequestError(f"Still missing: {', '.join(missing)}", details=details)
