"""Routes 6–8 and 10–14: a shopper's cart.

Each write is preceded by one lean read that proves the owner (contract: Who may touch what); what the write
needs to know of the cart rides on that read.
"""

from __future__ import annotations

from typing import Any

from commerce import settings
from commerce.errors import (
    BadRequestError,
    CartCompletedError,
    ConflictError,
    Detail,
    NotFoundError,
    PreconditionFailedError,
)
from commerce.ids import spellings
from commerce.limits import check_merged_metadata
from commerce.mappers import carts as mapper
from commerce.mappers.money import DELIVERY_TOTALS_FIELDS, LINE_TOTALS_FIELDS, TOTALS_FIELDS, amount_of
from commerce.mappers.payments import STATUS_FIELDS
from commerce.medusa import reference_data
from commerce.medusa.ownership import OWNER_FIELDS, prove_ordered_cart, prove_owner
from commerce.medusa.transport.client import Json, Medusa
from commerce.medusa.transport.error_mapping import blamed_on
from commerce.models.carts import Cart, CreateCart, UpdateCart

ADDRESS_FIELDS = "*shipping_address,*billing_address"
"""The two addresses of a cart or an order, complete: Medusa omits their metadata when only it is named."""

LINE_OPTIONS = (
    "items.variant.options.value,items.variant.options.option_id,"
    "items.product.options.id,items.product.options.title"
)
"""What was chosen in a line of a cart or an order; a Medusa without the bundle's plugin leaves it out."""

CART_FIELDS = ",".join(
    [
        OWNER_FIELDS,
        "created_at,updated_at,completed_at,region_id,currency_code,email,metadata",
        TOTALS_FIELDS,
        LINE_TOTALS_FIELDS,
        DELIVERY_TOTALS_FIELDS,
        "items.id,items.title,items.subtotal,items.discount_total,items.total",
        "items.created_at,items.variant_title,items.product_handle,items.variant_option_values",
        LINE_OPTIONS,
        "items.variant_id,items.variant_sku,items.product_id,items.product_title,items.product_description",
        "items.product_subtitle,items.product_type,items.thumbnail,items.metadata",
        "*items.adjustments,*shipping_methods.adjustments",
        ADDRESS_FIELDS,
        "shipping_methods.id,shipping_methods.created_at,shipping_methods.shipping_option_id",
        "shipping_methods.name",
        "shipping_methods.description,shipping_methods.total,shipping_methods.subtotal",
        "promotions.id,promotions.code,promotions.application_method.type,promotions.application_method.value",
        "payment_collection.payment_sessions.id,payment_collection.payment_sessions.provider_id",
        *(f"payment_collection.payment_sessions.{name}" for name in STATUS_FIELDS),
    ]
)
"""What the mapper reads of a cart, and no more."""

CART_QUERY = {"fields": CART_FIELDS}
_LINE_FIELDS = "items.id,items.variant_id,items.product_id,items.product_title"


def create_cart(medusa: Medusa, wanted: CreateCart) -> Cart:
    """Create an empty cart (POST /store/carts), the caller's own when signed in.

    Raises
    ------
    BadRequestError
        No region sells in the currency, or the region sells in another.
    """
    metadata = dict(wanted.metadata or {})
    if wanted.name:
        metadata["name"] = wanted.name
    return create_with(medusa, wanted.currency, wanted.region_id, {"metadata": metadata} if metadata else {})


def get_cart(medusa: Medusa, cart_id: str) -> Cart:
    """Get a cart, its owner proven (GET /store/carts/{id}).

    Raises
    ------
    NotFoundError, UnauthorizedError, ForbiddenError
        It is not there; it belongs to a customer; it belongs to another customer.
    """
    cart = owned_cart(medusa, cart_id, CART_FIELDS)
    return shown(cart, prove_ordered_cart(medusa, cart))


def update_cart(medusa: Medusa, cart_id: str, wanted: UpdateCart) -> Cart:
    """Change what ``wanted`` names and nothing else; Medusa merges metadata into what is there.

    Raises
    ------
    ConflictError
        A line is not sold in the new region; the cart is as it was.
    """
    fields = f"{OWNER_FIELDS},completed_at,region_id,currency_code,metadata,{_LINE_FIELDS}"
    cart = owned_cart(medusa, cart_id, fields)
    must_be_open(medusa, cart)
    if wanted.region_id is None:
        must_be_currency(cart, wanted.currency, "body.currency")
    named = wanted.model_fields_set
    body: dict[str, Any] = {
        field: getattr(wanted, field)
        for field in ("region_id", "email")
        if field in named and getattr(wanted, field)
    }
    metadata = dict(wanted.metadata or {})
    metadata |= {field: getattr(wanted, field) for field in ("notes", "name") if field in named}
    if metadata:
        check_merged_metadata(cart.get("metadata"), metadata)
        body["metadata"] = metadata
    if body.get("region_id", cart.get("region_id")) != cart.get("region_id"):
        _must_be_sold_in(medusa, cart, body["region_id"])
    return written(medusa, medusa.post("carts", cart_id, body=body, query=CART_QUERY))


def _must_be_sold_in(medusa: Medusa, cart: Json, region_id: str) -> None:
    """Refuse a region in which a line has no price: Medusa would, and lose the cart's address at that."""
    if reference_data.region_of(medusa, region_id) is None:
        raise BadRequestError("There is no such region", path="body.regionId", code="region_unknown")
    lines = [line for line in cart.get("items") or [] if line.get("variant_id")]
    if not lines:
        return
    ids = list(dict.fromkeys(line["product_id"] for line in lines if line.get("product_id")))
    query = {
        "id[]": ids,
        "region_id": region_id,
        "fields": "id,variants.id,variants.calculated_price.calculated_amount",
        "limit": len(ids),
    }
    priced = {
        variant["id"]
        for product in medusa.get("products", query=query)["products"]
        for variant in product.get("variants") or []
        if amount_of(variant.get("calculated_price") or {}, "calculated_amount") is not None
    }
    details = tuple(
        Detail(
            f"items.{line['id']}",
            f"{line.get('product_title') or 'An item'} has no price there: remove it",
            line_id=line["id"],
        )
        for line in lines
        if line["variant_id"] not in priced
    )
    if details:
        titles = "; ".join(detail.message for detail in details)
        message = f"The cart cannot move to this region: {titles}"
        raise ConflictError(message, details=details, code="no_price")


def must_be_currency(cart: Json, currency: str | None, path: str) -> None:
    """Refuse another currency than the cart's: what the client shows would be other than what is charged."""
    own = str(cart.get("currency_code")).upper()
    if currency not in {None, own}:
        raise BadRequestError(f"The cart is in {own}, not in {currency}", path=path, code="currency_mismatch")


def apply_promotion(medusa: Medusa, cart_id: str, code: str) -> Cart:
    """Apply a promotion code, in the case in which Medusa knows it.

    Raises
    ------
    BadRequestError
        Medusa does not know the code, or it does not apply to this cart.
    """
    must_be_open(medusa, owned_cart(medusa, cart_id, f"{OWNER_FIELDS},completed_at"))
    code, response = _applied(medusa, cart_id, code)
    if code not in _codes(response["cart"]):
        message = f"The promotion code {code} does not apply to this cart, or has been used up"
        raise BadRequestError(message, path="body.code", code="promotion_not_applicable")
    return written(medusa, response)


def _applied(medusa: Medusa, cart_id: str, code: str) -> tuple[str, Json]:
    """Apply the first spelling of a code that Medusa knows, and return it with Medusa's response.

    A code is found as it is typed, else in capital or in small letters: Medusa distinguishes them.
    """
    for spelled in dict.fromkeys([code, code.upper(), code.lower()]):
        try:
            with blamed_on(
                promotion_unknown="body.code",
                promotion_used_up="body.code",
                promotion_needs_customer="body.code",
            ):
                body = {"promo_codes": [spelled]}
                return spelled, medusa.post("carts", cart_id, "promotions", body=body, query=CART_QUERY)
        except BadRequestError as refused:
            if refused.code != "promotion_unknown":
                raise
            unknown = refused
    raise unknown


def remove_promotion(medusa: Medusa, cart_id: str, code: str) -> Cart:
    """Remove a promotion code; `NotFoundError` when it is not applied."""
    cart = owned_cart(medusa, cart_id, f"{OWNER_FIELDS},completed_at,promotions.code")
    must_be_open(medusa, cart)
    applied = next((name for name in spellings(code) if name in _codes(cart)), None)
    if applied is None:
        raise NotFoundError(f"The promotion code {code} is not applied to this cart")
    body = {"promo_codes": [applied]}
    return written(medusa, medusa.delete("carts", cart_id, "promotions", body=body, query=CART_QUERY))


def shown(cart: Json, order_id: str | None = None) -> Cart:
    """Map a cart as the shop shows it: the links of its lines are below the shop's own path."""
    mapped = mapper.cart(cart, base_path=settings.store().products_base_path, order_id=order_id)
    method = mapped.payment_method
    name = settings.provider_rule(method.id).name if method else None
    if method is None or name is None:
        return mapped
    return mapped.model_copy(update={"payment_method": method.model_copy(update={"name": name})})


def owned_cart(medusa: Medusa, cart_id: str, fields: str) -> Json:
    """Read ``fields`` (which hold `OWNER_FIELDS`) of a cart and prove that the caller may touch it.

    Raises
    ------
    PreconditionFailedError
        The client named another version of the cart than it is now.
    """
    try:
        cart: Json = medusa.get("carts", cart_id, query={"fields": with_version(medusa, fields)})["cart"]
    except NotFoundError:
        raise NotFoundError(f"Cart {cart_id} was not found") from None
    return must_match(medusa, prove_owner(medusa, cart, "cart"))


def with_version(medusa: Medusa, fields: str) -> str:
    """Add what a cart's version is made of, where the client named one."""
    return f"{fields},{CART_FIELDS}" if medusa.if_match else fields


def must_match(medusa: Medusa, cart: Json) -> Json:
    """Return the cart when it is the version that the client named, or if it named none.

    Raises
    ------
    PreconditionFailedError
        It is another version; nothing was done.
    """
    if not medusa.if_match or cart.get("completed_at"):
        return cart
    if medusa.if_match != shown(cart).version:
        raise changed()
    medusa.if_match = None  # from here on it changes by this request's own writes
    return cart


def changed() -> PreconditionFailedError:
    """Return the error for a cart that is another version than the client named."""
    return PreconditionFailedError("The cart has changed since you read it: read it again")


def create_with(medusa: Medusa, currency: str, region_id: str | None, body: Json) -> Cart:
    """Create a cart of the region, or of the currency's, with what ``body`` adds (POST /store/carts).

    Raises
    ------
    BadRequestError
        No region sells in the currency, or the region sells in another.
    """
    body |= {"currency_code": currency.lower(), "region_id": _region(medusa, currency, region_id)}
    try:
        return written(medusa, medusa.post("carts", body=body, query=CART_QUERY))
    except NotFoundError:
        raise BadRequestError(
            "There is no such region", path="body.regionId", code="region_unknown"
        ) from None


def _region(medusa: Medusa, currency: str, region_id: str | None) -> str:
    if region_id is None:
        region = reference_data.region_for(medusa, currency)
        if region is None:
            raise BadRequestError(
                f"No region sells in {currency}", path="body.currency", code="region_missing"
            )
        return region.id
    region = reference_data.region_of(medusa, region_id)
    if region and region.currency != currency:
        message = f"The region sells in {region.currency}, not in {currency}"
        raise BadRequestError(message, path="body.currency", code="currency_mismatch")
    return region_id


def _codes(cart: Json) -> set[str]:
    return {promotion["code"] for promotion in cart.get("promotions") or [] if promotion}


def must_be_open(medusa: Medusa, cart: Json) -> None:
    """Raise `CartCompletedError` for a cart that is an order by now; it names the order to its owner only."""
    if cart.get("completed_at"):
        raise CartCompletedError(prove_ordered_cart(medusa, cart))


def written(medusa: Medusa, response: Json) -> Cart:
    """Map the cart of a write's response, its owner proven: it may have been claimed since it was read."""
    return shown(prove_owner(medusa, response["cart"], "cart"))
