"""The steps of a checkout: addresses, delivery, payment, and the summary before the order.

Every step is one lean read that proves the owner, then the write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from aws_lambda_powertools import Logger

from commerce.errors import BadRequestError, CommerceError, Detail
from commerce.limits import check_merged_metadata
from commerce.mappers import carts as cart_mapper
from commerce.mappers import checkout as mapper
from commerce.mappers.addresses import medusa_address, missing_parts
from commerce.mappers.money import currency_of
from commerce.medusa import orderable, payments, reference_data
from commerce.medusa.addresses import saved_addresses
from commerce.medusa.carts import CART_FIELDS, must_be_open, shown
from commerce.medusa.orderable import CheckoutCart, read_for_checkout
from commerce.medusa.ownership import OWNER_FIELDS, prove_owner
from commerce.medusa.transport import plugin
from commerce.medusa.transport.client import Json, Medusa
from commerce.medusa.transport.error_mapping import blamed_on
from commerce.models.carts import Cart, ShippingMethod
from commerce.models.checkout import CheckoutSummary, SetAddresses
from commerce.models.common import ListOf
from commerce.models.payments import PaymentSession, SetPayment

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
_TAXED_BY = ("country_code", "province", "postal_code", "city")
"""The parts of an address that taxes depend on in Medusa."""

_OPTION_FIELDS = "id,name,price_type,type.description"
"""What the mapper reads of a shipping option; its amount comes with any."""

_SAME = "sameAsBillingAddress"
"""Stored in the cart's metadata, so that a page can tick its box."""

logger = Logger(child=True)


def set_addresses(medusa: Medusa, cart_id: str, wanted: SetAddresses) -> Cart:
    """Set a cart's addresses, notes and email (POST /store/carts/{id}).

    Raises
    ------
    BadRequestError
        No address is named, a saved one is incomplete, or its country is none of the cart's region's.
    NotFoundError
        A saved address is not the caller's.
    ConflictError
        A line is no longer for sale. Medusa would refuse it as well, and store the addresses all the same.
    """
    if not wanted.has_address:
        raise BadRequestError("At least one address (shipping or billing) is required")
    fields = (
        f"{OWNER_FIELDS},completed_at,region_id,metadata,items.requires_shipping,{mapper.LINE_FIELDS},"
        "shipping_address.country_code,*billing_address"
    )
    (cart, facts), saved = read_with_saved(medusa, cart_id, wanted, fields)
    must_be_open(medusa, cart)
    _check_saved(saved)
    orderable.must_be_for_sale(cart, facts)
    body = addresses_body(medusa, cart, wanted, saved)
    check_merged_metadata(cart.get("metadata"), body.get("metadata", {}), "body.notes")
    return shown(write_addresses(medusa, cart_id, body, CART_FIELDS))


def shipping_options(medusa: Medusa, cart_id: str) -> ListOf[ShippingMethod]:
    """List how a cart can be delivered, with what it would cost this cart, net and gross.

    The options are read in parallel with the proof of the owner; those with a calculated price are then
    priced in parallel. An option without a price is left out.

    Raises
    ------
    ConflictError
        The cart is an order by now.
    UpstreamError, UpstreamTimeoutError
        No option is left because prices failed.
    """
    fields = f"{OWNER_FIELDS},completed_at,currency_code,shipping_address.country_code,{mapper.TAX_FIELDS}"
    (cart, facts), offered = medusa.both(
        lambda: read_for_checkout(medusa, cart_id, fields),
        lambda: medusa.get("shipping-options", query={"cart_id": cart_id, "fields": _OPTION_FIELDS}),
    )
    must_be_open(medusa, cart)
    options = _deliverable(cart, facts, offered["shipping_options"])
    open_prices = [option["id"] for option in options if option.get("price_type") == "calculated"]
    priced = medusa.gather(*[_calculation(medusa, cart_id, option_id) for option_id in open_prices])
    calculated = dict(zip(open_prices, priced, strict=True))
    failures = [price for price in priced if isinstance(price, CommerceError)]
    currency, rates = currency_of(cart), mapper.shipping_tax_rates(cart)
    entries = [
        mapper.shipping_option(option | price, currency, rates.get(option["id"]))
        for option in options
        if not isinstance(price := calculated.get(option["id"], {}), CommerceError)
    ]
    # Without an address Medusa lists the options of other regions too: they have no price in this currency.
    entries = [entry for entry in entries if entry.total or entry.subtotal]
    if failures and not entries:
        raise failures[0]
    return ListOf(data=entries, total=len(entries))


def _deliverable(cart: Json, facts: Json | None, options: list[Json]) -> list[Json]:
    """Leave out what delivers only to other regions: without a country Medusa lists the options of all.

    Without the bundle's plugin those with a calculated price cannot be distinguished, and are left out.
    """
    if (cart.get("shipping_address") or {}).get("country_code"):
        return options
    if facts is None:
        return [option for option in options if option.get("price_type") != "calculated"]
    deliverable = facts["deliverable_option_ids"]
    return [option for option in options if deliverable is None or option["id"] in deliverable]


def _calculation(medusa: Medusa, cart_id: str, option_id: str) -> Callable[[], Any]:
    """Return a call that prices an option, or returns why it cannot: the carrier's failure is its own."""

    def price() -> Any:
        path = ("shipping-options", option_id, "calculate")
        try:
            return medusa.post(*path, body={"cart_id": cart_id})["shipping_option"]
        except CommerceError as failure:
            logger.warning("A shipping option could not be priced", reason=type(failure).__name__)
            return failure

    return price


def set_shipping_method(medusa: Medusa, cart_id: str, option_id: str) -> Cart:
    """Choose a shipping option (POST /store/carts/{id}/shipping-methods).

    It replaces the one before of the same shipping profile.

    Raises
    ------
    BadRequestError
        The option does not deliver this cart.
    """
    fields = f"{OWNER_FIELDS},completed_at,shipping_address.country_code"
    cart, facts = read_for_checkout(medusa, cart_id, fields)
    must_be_open(medusa, cart)
    if facts and not _deliverable(cart, facts, [{"id": option_id}]):
        path, code = "body.shippingOptionId", "shipping_option_unavailable"
        raise BadRequestError(_NOT_AVAILABLE, path=path, code=code)
    chosen = choose_option(medusa, cart_id, option_id, CART_FIELDS, "body.shippingOptionId")
    return shown(chosen)


_NOT_AVAILABLE = "This shipping option is not available for the cart"


def choose_option(medusa: Medusa, cart_id: str, option_id: str, fields: str, path: str) -> Json:
    """Add a shipping method; return ``fields`` of the cart, its owner proven. ``path`` names the option."""
    query = {"fields": fields}
    try:
        with blamed_on(shipping_option_unavailable=path):
            if plugin.has("fast-checkout"):
                body: Json = {"options": [{"id": option_id}]}
                place = ("storefront", "carts", cart_id, "shipping-methods")
                response = medusa.post(*place, body=body, query=query)
            else:
                body = {"option_id": option_id}
                response = medusa.post("carts", cart_id, "shipping-methods", body=body, query=query)
    except BadRequestError as refused:
        if refused.code != BadRequestError.code:
            raise
        raise BadRequestError(_NOT_AVAILABLE, path=path, code="shipping_option_unavailable") from refused
    return prove_owner(medusa, response["cart"], "cart")


def set_payment(medusa: Medusa, cart_id: str, wanted: SetPayment) -> PaymentSession:
    """Start the payment of a cart."""
    return payments.create_session(medusa, cart_id, wanted)


def summary(medusa: Medusa, cart_id: str) -> CheckoutSummary:
    """Return a cart that is ready to be ordered; the error names everything that stands in its way.

    Raises
    ------
    BadRequestError
        Something is missing.
    ConflictError
        Lines cannot be bought any more, or the cart is an order by now.
    """
    fields = f"{CART_FIELDS},{mapper.CHECK_FIELDS}"
    found = read_for_checkout(medusa, cart_id, fields)
    must_be_open(medusa, found.cart)
    session = cart_mapper.payment_session(found.cart)
    orderable.must_be_orderable(found.cart, found.facts, found.option_ids, has_payment=session is not None)
    return mapper.summary(shown(found.cart))


def read_with_saved(
    medusa: Medusa, cart_id: str, wanted: SetAddresses, fields: str, option_ids: Iterable[str] = ()
) -> tuple[CheckoutCart, dict[str, Json]]:
    """Read the cart with what decides whether it can be ordered, in parallel with the saved addresses."""

    def read() -> CheckoutCart:
        return read_for_checkout(medusa, cart_id, fields, option_ids)

    named = {"shipping": wanted.shipping_address_id, "billing": wanted.billing_address_id}
    ids = {kind: address_id for kind, address_id in named.items() if address_id}
    if not ids:
        return read(), {}
    return medusa.both(read, lambda: saved_addresses(medusa, ids))


def write_addresses(medusa: Medusa, cart_id: str, body: Json, fields: str) -> Json:
    """Write addresses, email and metadata; return ``fields`` of the cart, its owner proven."""
    response = medusa.post("carts", cart_id, body=body, query={"fields": fields})
    return prove_owner(medusa, response["cart"], "cart")


def addresses_body(medusa: Medusa, cart: Json, wanted: SetAddresses, saved: dict[str, Json]) -> Json:
    """Return the body that sets the cart's addresses, email and metadata."""
    body: Json = {}
    for kind, inline in (("shipping", wanted.shipping_address), ("billing", wanted.billing_address)):
        if kind in saved:
            body[f"{kind}_address"] = _copy(saved[kind])
        elif inline:
            body[f"{kind}_address"] = medusa_address(inline)
    if wanted.same_as_billing_address:
        one = body.get("billing_address") or body.get("shipping_address") or _billing_of(cart)
        body |= {"shipping_address": one, "billing_address": one}
    _check_country(medusa, cart, body, wanted)
    _tax_by_billing(medusa, cart, body)
    if "shipping_address" in body:
        # Medusa replaces the address, but computes taxes again only if one of these is sent, and another one.
        body["shipping_address"] = dict.fromkeys(_TAXED_BY[1:]) | body["shipping_address"]
    if wanted.email:
        body["email"] = wanted.email
    metadata = dict(getattr(wanted, "metadata", None) or {})
    if wanted.notes is not None:
        metadata["notes"] = wanted.notes
    if wanted.same_as_billing_address is not None:
        metadata[_SAME] = wanted.same_as_billing_address
    elif "shipping_address" in body and (cart.get("metadata") or {}).get(_SAME):
        metadata[_SAME] = False
    if metadata:
        body["metadata"] = metadata
    return body


def changes(cart: Json, body: Json) -> Json:
    """Return what of a body (`addresses_body`) the cart does not have yet."""
    changed: Json = {
        name: body[name]
        for name in ("shipping_address", "billing_address")
        if name in body and _parts(cart.get(name)) != _parts(body[name])
    }
    if "email" in body and body["email"].lower() != str(cart.get("email") or "").lower():
        changed["email"] = body["email"]
    stored = cart.get("metadata") or {}
    metadata = {key: value for key, value in body.get("metadata", {}).items() if stored.get(key, "") != value}
    return changed | ({"metadata": metadata} if metadata else {})


def _parts(address: Json | None) -> Json:
    """Return an address's parts that hold anything."""
    parts = {name: value for name in _COPIED if (value := (address or {}).get(name))}
    if "metadata" in parts:
        parts["metadata"] = {name: value for name, value in parts["metadata"].items() if value}
    return {name: value for name, value in parts.items() if value}


def is_same_address(one: Json | None, other: Json | None) -> bool:
    """Whether writing the other address changes nothing that taxes depend on; no other changes nothing."""
    if other is None:
        return True
    before = one or {}
    return all((before.get(part) or "") == (other.get(part) or "") for part in _TAXED_BY)


def _copy(address: Json) -> Json:
    return {name: address[name] for name in _COPIED if address.get(name)}


def _billing_of(cart: Json) -> Json:
    """Return the cart's billing address as a new one."""
    billing = cart.get("billing_address") or {}
    if missing_parts(billing):
        message = "The cart has no complete billing address: set billingAddress or billingAddressId"
        raise BadRequestError(message, path=f"body.{_SAME}", code="address_incomplete")
    return _copy(billing)


def _check_saved(saved: dict[str, Json]) -> None:
    """Refuse saved addresses that no parcel would find."""
    details = tuple(
        Detail(f"body.{kind}AddressId", f"The saved address has no {part}")
        for kind, found in saved.items()
        for part in missing_parts(found)
    )
    if details:
        said = f"{'; '.join(detail.message for detail in details)}: complete it first"
        raise BadRequestError(said, details=details, code="address_incomplete")


def _check_country(medusa: Medusa, cart: Json, body: Json, wanted: SetAddresses) -> None:
    country = _country(body.get("shipping_address"))
    allowed = _countries(medusa, cart)
    if not country or not allowed or country in allowed:
        return
    path = "body.shippingAddress.country"
    if wanted.shipping_address_id:
        path = "body.shippingAddressId"
    elif wanted.shipping_address is None:
        path = f"body.{_SAME}"
    message = f"The cart's region does not deliver to {country}, but to {', '.join(allowed)}"
    raise BadRequestError(message, path=path, code="country_not_in_region")


def _tax_by_billing(medusa: Medusa, cart: Json, body: Json) -> None:
    """Where nothing is delivered and there is no shipping address, the billing address decides the tax.

    Medusa taxes a cart only by its shipping address, and not at all without one.
    """
    items, billing = cart.get("items") or [], body.get("billing_address")
    is_delivered = any(item.get("requires_shipping") is not False for item in items)
    has_country = _country(body.get("shipping_address")) or _country(cart.get("shipping_address"))
    if items and not is_delivered and not has_country and _country(billing) in _countries(medusa, cart):
        body["shipping_address"] = billing


def _country(address: Json | None) -> str:
    return str((address or {}).get("country_code") or "").upper()


def _countries(medusa: Medusa, cart: Json) -> tuple[str, ...]:
    region = reference_data.region_of(medusa, cart.get("region_id"))
    return region.countries if region else ()
