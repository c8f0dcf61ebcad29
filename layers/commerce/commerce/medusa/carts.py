"""Routes 6–8 and 10–14: a shopper's cart.

Each write is preceded by one lean read that proves the owner (contract: Who may touch what); what the write
needs to know of the cart rides on that read.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from commerce import settings
from commerce.errors import (
    BadRequestError,
    CartCompletedError,
    ConflictError,
    Detail,
    NotFoundError,
    NotSupportedError,
    PreconditionFailedError,
)
from commerce.ids import spellings
from commerce.limits import CART_LINES, check_merged_metadata
from commerce.mappers import carts as mapper
from commerce.mappers.money import TOTALS_FIELDS, amount_of
from commerce.medusa import lookups
from commerce.medusa.client import Json, Medusa
from commerce.medusa.customers import OWNER_FIELDS, prove_ordered_cart, prove_owner
from commerce.medusa.refusals import blamed_on
from commerce.models.carts import AddItem, Cart, CreateCart, UpdateCart, UpdateItem

ADDRESS_FIELDS = "*shipping_address,*billing_address"
"""The two addresses of a cart or an order, whole: their metadata does not come when it is named alone."""

LINE_OPTIONS = (
    "items.variant.options.value,items.variant.options.option_id,"
    "items.product.options.id,items.product.options.title"
)
"""What was chosen in a line of a cart or an order; a Medusa without the bundle's module leaves it out."""

CART_FIELDS = ",".join(
    [
        OWNER_FIELDS,
        "created_at,updated_at,completed_at,region_id,currency_code,email,metadata",
        TOTALS_FIELDS,
        "items.id,items.title,items.quantity,items.unit_price,items.subtotal,items.discount_total,items.total",
        "items.created_at,items.variant_title,items.product_handle,items.variant_option_values",
        LINE_OPTIONS,
        "items.variant_id,items.variant_sku,items.product_id,items.product_title,items.product_description",
        "items.product_subtitle,items.product_type,items.thumbnail,items.metadata",
        ADDRESS_FIELDS,
        "shipping_methods.id,shipping_methods.created_at,shipping_methods.shipping_option_id",
        "shipping_methods.name",
        "shipping_methods.description,shipping_methods.total,shipping_methods.subtotal",
        "promotions.id,promotions.code,promotions.application_method.type,promotions.application_method.value",
        "payment_collection.payment_sessions.id,payment_collection.payment_sessions.provider_id",
        "payment_collection.payment_sessions.status",
    ]
)
"""What the mapper reads of a cart, and no more."""

_QUERY = {"fields": CART_FIELDS}
_ROOM_FIELDS = f"{OWNER_FIELDS},currency_code,region_id,completed_at,items.id,items.variant_id,items.metadata"
_LINE_FIELDS = "items.id,items.variant_id,items.product_id,items.product_title"


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
        _must_be_currency(cart, wanted.currency, "body.currency")
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
    return _written(medusa, medusa.post("carts", cart_id, body=body, query=_QUERY))


def _must_be_sold_in(medusa: Medusa, cart: Json, region_id: str) -> None:
    """Refuse a region in which a line has no price: Medusa would, and lose the cart's address at that."""
    if region_id not in {region.id for region in lookups.regions(medusa)}:
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


def add_item(medusa: Medusa, wanted: AddItem, shown_currency: str | None) -> Cart:
    """Put a variant into a cart; the same variant adds up in one line.

    Without ``cart_id`` it is the signed-in customer's current cart of the currency, else a new one, which
    Medusa creates with its item in one call. The variant is looked up in parallel: by its SKU, or by its id,
    whose SKU it must be. ``shown_currency`` is that of the prices that the client sees (``x-currency``).

    Raises
    ------
    BadRequestError
        Without a cart, no currency is named; the cart has another currency or region; the SKU is unknown or
        another variant's; the product is not for sale here; stock is short; the cart has too many lines.
    PreconditionFailedError
        The client named another version of the cart than it is now.
    """
    currency = wanted.currency or shown_currency
    if shown_currency not in {None, currency}:
        message = f"body.currency is {wanted.currency}, x-currency {shown_currency}: name one"
        raise BadRequestError(message, path="body.currency", code="currency_mismatch")
    if wanted.cart_id is None and currency is None:
        raise BadRequestError("Currency is required when creating a new cart", path="body.currency")

    def target() -> Json | None:
        if wanted.cart_id:
            return owned_cart(medusa, wanted.cart_id, _ROOM_FIELDS)
        fields = with_version(medusa, _ROOM_FIELDS)
        cart = current_cart(medusa, currency, wanted.region_id, fields)
        if cart is None and medusa.if_match:  # the one that the client has seen is no longer the current one
            raise _changed()
        return must_match(medusa, cart) if cart else None

    found: list[Any] = medusa.side_by_side(target, lambda: _variant_id(medusa, wanted))
    cart, variant_id = found
    item = _line(variant_id, wanted)
    if cart is None:
        with _blamed_on_item(wanted):
            return _create(medusa, str(currency), wanted.region_id, {"items": [item]})
    must_be_open(medusa, cart)
    _must_be_currency(cart, wanted.currency, "body.currency")
    _must_be_currency(cart, shown_currency, "header.x-currency")
    if wanted.region_id not in {None, cart.get("region_id")}:
        message = f"The cart is in the region {cart.get('region_id')}, not in {wanted.region_id}"
        raise BadRequestError(message, path="body.regionId", code="region_mismatch")
    _must_have_room(cart, variant_id, wanted)
    with _blamed_on_item(wanted):
        response = medusa.post("carts", cart["id"], "line-items", body=item, query=_QUERY)
    return _written(medusa, response)


def current_cart(medusa: Medusa, currency: str | None, region_id: str | None, fields: str) -> Json | None:
    """Read ``fields`` of the caller's newest open cart (GET /store/customers/me/carts); None without one.

    ``currency`` and ``region_id`` are the cart's, where they are named. A guest has no current cart, and a
    Medusa without the bundle's module lists none.
    """
    if not medusa.caller.is_customer:
        return None
    query: dict[str, Any] = {"limit": 1, "order": "-created_at", "fields": fields}
    query |= {"currency_code": currency.lower()} if currency else {}
    query |= {"region_id": region_id} if region_id else {}
    try:
        carts = medusa.get("customers", "me", "carts", query=query)["carts"]
    except NotSupportedError:
        return None
    return prove_owner(medusa, carts[0], "cart") if carts else None


def _must_be_currency(cart: Json, currency: str | None, path: str) -> None:
    """Refuse another currency than the cart's: what the client shows would be other than what is charged."""
    own = str(cart.get("currency_code")).upper()
    if currency not in {None, own}:
        raise BadRequestError(f"The cart is in {own}, not in {currency}", path=path, code="currency_mismatch")


def _must_have_room(cart: Json, variant_id: str, wanted: AddItem) -> None:
    """Refuse a line too many; what adds up in a line that is there needs no room."""
    lines = cart.get("items") or []
    adds_up = any(
        line.get("variant_id") == variant_id and (line.get("metadata") or {}) == (wanted.metadata or {})
        for line in lines
    )
    if len(lines) >= CART_LINES and not adds_up:
        message = f"A cart has at most {CART_LINES} lines: remove one first"
        raise BadRequestError(message, path="body.sku", code="too_many_lines")


def _blamed_on_item(wanted: AddItem) -> AbstractContextManager[None]:
    product = "body.sku" if wanted.variant_id is None else "body.variantId"
    return blamed_on(out_of_stock="body.quantity", not_for_sale=product, no_price=product)


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
    fields = f"{OWNER_FIELDS},completed_at,items.id,items.quantity,items.metadata"
    cart = owned_cart(medusa, cart_id, fields)
    must_be_open(medusa, cart)
    line = _line_of(cart, item_id)
    body: dict[str, Any] = {"quantity": line["quantity"] if wanted.quantity is None else wanted.quantity}
    if wanted.metadata is not None:
        check_merged_metadata(line.get("metadata"), wanted.metadata)
        body["metadata"] = wanted.metadata
    with blamed_on(out_of_stock="body.quantity"):
        response = medusa.post("carts", cart_id, "line-items", item_id, body=body, query=_QUERY)
    return _written(medusa, response)


def remove_item(medusa: Medusa, cart_id: str, item_id: str) -> Cart:
    """Take a line out of the cart; `NotFoundError` when it is not there."""
    cart = owned_cart(medusa, cart_id, f"{OWNER_FIELDS},completed_at,items.id")
    must_be_open(medusa, cart)
    _line_of(cart, item_id)
    response = medusa.delete("carts", cart_id, "line-items", item_id, query=_QUERY)
    return _written(medusa, {"cart": response["parent"]})


def apply_promotion(medusa: Medusa, cart_id: str, code: str) -> Cart:
    """Apply a promotion code.

    Raises
    ------
    BadRequestError
        Medusa does not know the code, or it does not apply to this cart.
    """
    must_be_open(medusa, owned_cart(medusa, cart_id, f"{OWNER_FIELDS},completed_at"))
    with blamed_on(
        promotion_unknown="body.code", promotion_used_up="body.code", promotion_needs_customer="body.code"
    ):
        response = medusa.post("carts", cart_id, "promotions", body={"promo_codes": [code]}, query=_QUERY)
    if code not in _codes(response["cart"]):
        message = f"The promotion code {code} does not apply to this cart, or has been used up"
        raise BadRequestError(message, path="body.code", code="promotion_not_applicable")
    return _written(medusa, response)


def remove_promotion(medusa: Medusa, cart_id: str, code: str) -> Cart:
    """Take a promotion code off; `NotFoundError` when it is not applied."""
    cart = owned_cart(medusa, cart_id, f"{OWNER_FIELDS},completed_at,promotions.code")
    must_be_open(medusa, cart)
    applied = next((name for name in spellings(code) if name in _codes(cart)), None)
    if applied is None:
        raise NotFoundError(f"The promotion code {code} is not applied to this cart")
    body = {"promo_codes": [applied]}
    return _written(medusa, medusa.delete("carts", cart_id, "promotions", body=body, query=_QUERY))


def shown(cart: Json, order_id: str | None = None) -> Cart:
    """Map a cart as the shop shows it: the links of its lines are below the shop's own path."""
    return mapper.cart(cart, base_path=settings.store().products_base_path, order_id=order_id)


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
        raise _changed()
    medusa.if_match = None  # from here on it changes by this request's own writes
    return cart


def _changed() -> PreconditionFailedError:
    return PreconditionFailedError("The cart has changed since you read it: read it again")


def _create(medusa: Medusa, currency: str, region_id: str | None, body: Json) -> Cart:
    body |= {"currency_code": currency.lower(), "region_id": _region(medusa, currency, region_id)}
    try:
        return _written(medusa, medusa.post("carts", body=body, query=_QUERY))
    except NotFoundError:
        raise BadRequestError(
            "There is no such region", path="body.regionId", code="region_unknown"
        ) from None


def _region(medusa: Medusa, currency: str, region_id: str | None) -> str:
    if region_id is None:
        region = lookups.region_for(medusa, currency)
        if region is None:
            raise BadRequestError(
                f"No region sells in {currency}", path="body.currency", code="region_missing"
            )
        return region.id
    known = {region.id: region.currency for region in lookups.regions(medusa)}
    if known.get(region_id, currency) != currency:
        message = f"The region sells in {known[region_id]}, not in {currency}"
        raise BadRequestError(message, path="body.currency", code="currency_mismatch")
    return region_id


def _variant_id(medusa: Medusa, wanted: AddItem) -> str:
    """Find what is to be bought: the variant that is named, if the SKU is its own, else the SKU's variant.

    Medusa returns only what the shop sells here: published, in the sales channel of our key.
    """
    if wanted.variant_id is None:
        return _variant_of_sku(medusa, wanted.sku)
    try:
        sku = lookups.sku_of(medusa, wanted.variant_id)
    except NotFoundError:
        message = "This product is not for sale here"
        raise BadRequestError(message, path="body.variantId", code="not_for_sale") from None
    if wanted.sku not in {sku, wanted.variant_id}:  # carts show a variant without a SKU by its id
        message = f"The SKU of this variant is {sku}, not {wanted.sku}"
        raise BadRequestError(message, path="body.sku", code="sku_mismatch")
    return wanted.variant_id


def _variant_of_sku(medusa: Medusa, sku: str) -> str:
    query = {"variants[sku]": sku, "fields": "id,variants.id,variants.sku", "limit": 1}
    for product in medusa.get("products", query=query)["products"]:
        for variant in product.get("variants") or []:
            if variant.get("sku") == sku:
                return str(variant["id"])
    raise BadRequestError(f"There is no product with the SKU {sku}", path="body.sku", code="sku_unknown")


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


def must_be_open(medusa: Medusa, cart: Json) -> None:
    """Raise `CartCompletedError` for a cart that is an order by now; it names the order to its owner only."""
    if cart.get("completed_at"):
        raise CartCompletedError(prove_ordered_cart(medusa, cart))


def _written(medusa: Medusa, response: Json) -> Cart:
    """Map the cart of a write's response, its owner proven: it may have been claimed since it was read."""
    return shown(prove_owner(medusa, response["cart"], "cart"))
