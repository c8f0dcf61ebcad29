"""Routes 6–8 and 10–14: a shopper's cart.

Each write is preceded by one lean read that proves the owner (contract: Who may touch what); what the write
needs to know of the cart rides on that read.
"""

from __future__ import annotations

from typing import Any

from commerce.errors import BadRequestError, ConflictError, NotFoundError
from commerce.ids import spellings
from commerce.mappers import carts as mapper
from commerce.medusa import lookups
from commerce.medusa.client import Json, Medusa
from commerce.medusa.customers import OWNER_FIELDS, prove_owner
from commerce.models.carts import AddItem, Cart, CreateCart, UpdateCart, UpdateItem

ADDRESS_FIELDS = "*shipping_address,*billing_address"
"""The two addresses of a cart or an order, whole: their metadata does not come when it is named alone."""

CART_FIELDS = ",".join(
    [
        OWNER_FIELDS,
        "created_at,updated_at,completed_at,region_id,currency_code,email,metadata",
        "item_subtotal,discount_total,tax_total,shipping_total,total",
        "items.id,items.title,items.quantity,items.unit_price,items.subtotal,items.discount_total,items.total",
        "items.variant_id,items.variant_sku,items.product_id,items.product_title,items.product_description",
        "items.product_subtitle,items.thumbnail,items.metadata",
        ADDRESS_FIELDS,
        "shipping_methods.id,shipping_methods.shipping_option_id,shipping_methods.name",
        "shipping_methods.description,shipping_methods.total,shipping_methods.subtotal",
        "promotions.id,promotions.code,promotions.application_method.type,promotions.application_method.value",
        "payment_collection.payment_sessions.id,payment_collection.payment_sessions.provider_id",
        "payment_collection.payment_sessions.status",
    ]
)
"""What the mapper reads of a cart, and no more."""

_QUERY = {"fields": CART_FIELDS}


def create_cart(medusa: Medusa, wanted: CreateCart) -> Cart:
    """Make an empty cart (POST /store/carts), the caller's own when signed in.

    Raises
    ------
    BadRequestError
        No region sells in the currency, or the region sells in another.
    """
    metadata = dict(wanted.metadata or {})
    if wanted.name:
        metadata["name"] = wanted.name
    return _create(medusa, wanted.currency, wanted.region_id, {"metadata": metadata} if metadata else {})


def get_cart(medusa: Medusa, cart_id: str) -> Cart:
    """Get a cart, its owner proven (GET /store/carts/{id}).

    Raises
    ------
    NotFoundError, UnauthorizedError, ForbiddenError
        It is not there; it belongs to a customer; it belongs to another customer.
    """
    return mapper.cart(owned_cart(medusa, cart_id, CART_FIELDS))


def update_cart(medusa: Medusa, cart_id: str, wanted: UpdateCart) -> Cart:
    """Change what ``wanted`` names and nothing else; Medusa merges metadata into what is there."""
    must_be_open(owned_cart(medusa, cart_id, f"{OWNER_FIELDS},completed_at"))
    named = wanted.model_fields_set
    body: dict[str, Any] = {
        field: getattr(wanted, field)
        for field in ("region_id", "email")
        if field in named and getattr(wanted, field)
    }
    metadata = dict(wanted.metadata or {})
    metadata |= {field: getattr(wanted, field) for field in ("notes", "name") if field in named}
    if metadata:
        body["metadata"] = metadata
    return mapper.cart(_written(medusa.post("carts", cart_id, body=body, query=_QUERY)))


def add_item(medusa: Medusa, wanted: AddItem, currency: str | None) -> Cart:
    """Put a variant into a cart; the same variant adds up in one line.

    Without ``cart_id`` a new cart is made, with its item, in one Medusa call. Without ``variant_id`` the SKU
    is looked up, beside the proof of the owner.

    Raises
    ------
    BadRequestError
        A new cart has no currency, or another than the cart has; the SKU is unknown; stock is short.
    """
    if wanted.cart_id is None:
        if currency is None:
            raise BadRequestError("Currency is required when creating a new cart", path="body.currency")
        item = _line(wanted.variant_id or _variant_of_sku(medusa, wanted.sku), wanted)
        return _create(medusa, currency, wanted.region_id, {"items": [item]})
    cart_id, variant_id = wanted.cart_id, wanted.variant_id
    fields = f"{OWNER_FIELDS},currency_code,completed_at"
    if variant_id is None:
        cart, variant_id = _cart_and_variant(medusa, cart_id, fields, wanted.sku)
    else:
        cart = owned_cart(medusa, cart_id, fields)
    must_be_open(cart)
    if wanted.currency and wanted.currency != str(cart.get("currency_code")).upper():
        raise BadRequestError("The cart has another currency", path="body.currency")
    answer = medusa.post("carts", cart_id, "line-items", body=_line(variant_id, wanted), query=_QUERY)
    return mapper.cart(_written(answer))


def update_item(medusa: Medusa, cart_id: str, item_id: str, wanted: UpdateItem) -> Cart:
    """Change a line's quantity (0 removes it) or metadata, which Medusa merges.

    Raises
    ------
    NotFoundError
        The line is not in the cart.
    BadRequestError
        Neither quantity nor metadata is named, or there is not enough stock.
    """
    if wanted.quantity is None and wanted.metadata is None:
        raise BadRequestError("quantity or metadata is required", path="body.quantity")
    fields = f"{OWNER_FIELDS},completed_at,items.id,items.quantity"
    cart = owned_cart(medusa, cart_id, fields)
    must_be_open(cart)
    line = _line_of(cart, item_id)
    body: dict[str, Any] = {"quantity": line["quantity"] if wanted.quantity is None else wanted.quantity}
    if wanted.metadata is not None:
        body["metadata"] = wanted.metadata
    answer = medusa.post("carts", cart_id, "line-items", item_id, body=body, query=_QUERY)
    return mapper.cart(_written(answer))


def remove_item(medusa: Medusa, cart_id: str, item_id: str) -> Cart:
    """Take a line out of the cart; `NotFoundError` when it is not there."""
    cart = owned_cart(medusa, cart_id, f"{OWNER_FIELDS},completed_at,items.id")
    must_be_open(cart)
    _line_of(cart, item_id)
    return mapper.cart(medusa.delete("carts", cart_id, "line-items", item_id, query=_QUERY)["parent"])


def apply_promotion(medusa: Medusa, cart_id: str, code: str) -> Cart:
    """Apply a promotion code.

    Raises
    ------
    BadRequestError
        Medusa does not know the code, or it does not apply to this cart.
    """
    must_be_open(owned_cart(medusa, cart_id, f"{OWNER_FIELDS},completed_at"))
    answer = medusa.post("carts", cart_id, "promotions", body={"promo_codes": [code]}, query=_QUERY)
    cart = _written(answer)
    if code not in _codes(cart):
        raise BadRequestError(f"The promotion code {code} does not apply to this cart", path="body.code")
    return mapper.cart(cart)


def remove_promotion(medusa: Medusa, cart_id: str, code: str) -> Cart:
    """Take a promotion code off; `NotFoundError` when it is not applied."""
    cart = owned_cart(medusa, cart_id, f"{OWNER_FIELDS},completed_at,promotions.code")
    must_be_open(cart)
    applied = next((name for name in spellings(code) if name in _codes(cart)), None)
    if applied is None:
        raise NotFoundError(f"The promotion code {code} is not applied to this cart")
    answer = medusa.delete("carts", cart_id, "promotions", body={"promo_codes": [applied]}, query=_QUERY)
    return mapper.cart(_written(answer))


def owned_cart(medusa: Medusa, cart_id: str, fields: str) -> Json:
    """Read ``fields`` (which hold `OWNER_FIELDS`) of a cart and prove that the caller may touch it."""
    try:
        cart: Json = medusa.get("carts", cart_id, query={"fields": fields})["cart"]
    except NotFoundError:
        raise NotFoundError(f"Cart {cart_id} was not found") from None
    prove_owner(medusa, cart, "cart")
    return cart


def _create(medusa: Medusa, currency: str, region_id: str | None, body: Json) -> Cart:
    body |= {"currency_code": currency.lower(), "region_id": _region(medusa, currency, region_id)}
    try:
        return mapper.cart(_written(medusa.post("carts", body=body, query=_QUERY)))
    except NotFoundError:
        raise BadRequestError("There is no such region", path="body.regionId") from None


def _region(medusa: Medusa, currency: str, region_id: str | None) -> str:
    if region_id is None:
        region = lookups.region_for(medusa, currency)
        if region is None:
            raise BadRequestError(f"No region sells in {currency}", path="body.currency")
        return region.id
    known = {region.id: region.currency for region in lookups.regions(medusa)}
    if known.get(region_id, currency) != currency:
        raise BadRequestError(f"The region sells in {known[region_id]}", path="body.currency")
    return region_id


def _cart_and_variant(medusa: Medusa, cart_id: str, fields: str, sku: str) -> tuple[Json, str]:
    found = medusa.side_by_side(
        lambda: owned_cart(medusa, cart_id, fields),
        lambda: {"id": _variant_of_sku(medusa, sku)},
    )
    return found[0], found[1]["id"]


def _variant_of_sku(medusa: Medusa, sku: str) -> str:
    query = {"variants[sku]": sku, "fields": "id,variants.id,variants.sku", "limit": 1}
    for product in medusa.get("products", query=query)["products"]:
        for variant in product.get("variants") or []:
            if variant.get("sku") == sku:
                return str(variant["id"])
    raise BadRequestError(f"There is no product with the SKU {sku}", path="body.sku")


def _line(variant_id: str, wanted: AddItem) -> Json:
    line: Json = {"variant_id": variant_id, "quantity": wanted.quantity}
    return line | ({"metadata": wanted.metadata} if wanted.metadata else {})


def _line_of(cart: Json, item_id: str) -> Json:
    for line in cart.get("items") or []:
        if line["id"] == item_id:
            return dict(line)
    raise NotFoundError(f"The cart has no item {item_id}")


def _codes(cart: Json) -> set[str]:
    return {promotion["code"] for promotion in cart.get("promotions") or [] if promotion}


def must_be_open(cart: Json) -> None:
    """Raise `ConflictError` for a cart that is an order by now."""
    if cart.get("completed_at"):
        raise ConflictError("This cart is already an order")


def _written(answer: Json) -> Json:
    cart: Json = answer["cart"]
    return cart
